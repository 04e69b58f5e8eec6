import { type RpcFault } from '@pacer/testing';
import { type CourierAgent } from './courier-agent.js';
import { endpointFaults, mostEndpoints } from './faults/endpoint-faults.js';
import {
  awaitWork,
  disturb,
  freeze,
  kill,
  killAt,
  oldBackup,
  pause,
  tornCommit,
  tornTail,
  watchResume,
  type Weather,
} from './faults/faults.js';
import { type Injection } from './injections.js';

const STATES = ['intent', 'signed', 'broadcast', 'final'] as const;
/** Milliseconds that a courier is left alone between two faults: often too short to get anything done. */
const ALONE = { least: 150, most: 1_800 };

/** Of the kills, so many are followed by a watch on how long it takes to go on. */
const WATCHED_KILLS = 0.15;
/** So many may come before the program has got as far as its journal. */
const EARLY_KILLS = 0.1;

/** One fault, from its begin to its end; undefined when nothing came of it. */
export type Blow = (courier: CourierAgent, weather: Weather) => Promise<Injection | undefined>;

/**
 * Blows on one courier, one after the other: kills mostly, half of them at a random moment and half in a state of the journal,
 * and after every few of them one from a deck in which each of the others lies once.
 */
export async function courierLane(
  courier: CourierAgent,
  others: readonly Blow[],
  killsBetween: number,
  weather: Weather,
): Promise<void> {
  const { random, signal } = weather;
  let deck: Blow[] = [];
  let aimed: (typeof STATES)[number][] = [];
  const isOver = () => signal.aborted;
  while (!isOver()) {
    for (let i = 0; i < killsBetween && !isOver(); i++) {
      if (random.next() > EARLY_KILLS) await awaitWork(courier, weather);
      await pause(random.between(ALONE.least, ALONE.most), weather);
      if (isOver()) return;
      if (aimed.length === 0) aimed = random.shuffle(STATES);
      const isAimed = random.next() < 0.5;
      const killed = await (isAimed ? killAt(courier, aimed.pop() ?? 'signed', weather) : kill(courier, weather));
      if (random.next() < WATCHED_KILLS) await watchResume(killed, weather);
    }
    if (deck.length === 0) deck = random.shuffle(others);
    await awaitWork(courier, weather);
    const blown = isOver() ? undefined : await deck.pop()?.(courier, weather);
    if (blown) await watchResume(blown, weather);
  }
}

/** Each fault of endpoints on one, two and all of three, stops, and torn pages that lose nothing. */
export function blowsFromOutside(endpoints: number): Blow[] {
  const onEach = (fault: RpcFault): Blow[] =>
    Array.from({ length: mostEndpoints(fault, endpoints) }, (_, i) => disturbing(fault, i + 1));
  return [...endpointFaults.flatMap(onEach), freezing, freezing, tornTail, tornTail];
}

/** What loses written pages: only who is shown by the chain what was done can live with that. */
export const blowsOnTheJournal: readonly Blow[] = [tornCommit, oldBackup, tornTail];

const freezing: Blow = (courier, weather) => freeze(courier, weather.random.between(5_000, 20_000), weather);

function disturbing(fault: RpcFault, endpoints: number): Blow {
  return (courier, weather) => {
    const { random } = weather;
    const ms = random.between(4_000, 8_000);
    return disturb(courier, { fault, endpoints, ms, withKill: random.next() < 0.4 }, weather);
  };
}
