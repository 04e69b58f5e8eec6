import { type LocalNet } from '@pacer/testing';
import { type ChainWatch } from '../chain-watch.js';
import { pause, type Weather } from './faults.js';

/** Half of the validators are killed, so that no block can be made, and come back after a while. */
export async function haltChain(
  net: LocalNet,
  watch: ChainWatch,
  { victims, calm }: { victims: readonly string[]; calm: readonly string[] },
  ms: number,
  weather: Weather,
): Promise<void> {
  const { injections } = weather;
  const halted = [net.node(1), net.node(2)];
  const all = victims.map((name) => injections.begin(name, 'chain halt'));
  await Promise.all(halted.map(({ process }) => process.kill()));
  await pause(ms, weather);
  await Promise.all(halted.map(({ process }) => process.start()));
  const before = watch.height;
  // It ends with the next block: nodes need some seconds to find each other again.
  await net.waitForHeight(Number(before) + 1, 240_000);
  for (const one of all) injections.end(one, 1);
  // The couriers' own lanes go on: only those that are left alone can tell how long it takes.
  for (const one of all) one.isWatched = calm.includes(one.agent);
}
