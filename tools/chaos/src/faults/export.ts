import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type LocalNet, pacerd } from '@pacer/testing';

/** The new chain may begin when every transaction that the old one has not seen is too old: two spans of deadlines and some. */
const DEADLINES_MS = 13_000;

/**
 * Stops a chain, and starts it again from an export: the same id, state and keys, and no blocks of before.
 * @returns the first height of the new chain
 */
export async function restartFromExport(net: LocalNet): Promise<bigint> {
  await Promise.all(net.nodes.map(({ process }) => process.stop(60_000)));
  const [first] = net.nodes;
  if (!first) throw new RangeError('the network has no nodes');
  const file = join(net.dir, 'export.json');
  await pacerd(['export', '--home', first.home, '--output-document', file]);
  for (const { home } of net.nodes) {
    await pacerd(['comet', 'unsafe-reset-all', '--home', home]);
    copyFileSync(file, join(home, 'config', 'genesis.json'));
  }
  await sleep(DEADLINES_MS);
  const { initial_height: height } = JSON.parse(readFileSync(file, 'utf8')) as { initial_height: number | string };
  await Promise.all(net.nodes.map(({ process }) => process.start()));
  await net.waitForHeight(Number(height) + 2, 240_000);
  return BigInt(height);
}
