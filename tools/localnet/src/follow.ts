import { setTimeout as sleep } from 'node:timers/promises';
import { Endpoint, pacerQuery } from '@pacer/client';
import { type LocalNet } from '@pacer/testing';
import { epochEnd } from './epoch-end.js';
import { jsonLines, plainText, tableText } from './epoch-text.js';

const HEIGHT_EVERY_MS = 10_000;
const LOOK_EVERY_MS = 1_000;

/** Says the height now and then until it is told to stop. @throws Error when a validator has ended */
export async function follow(net: LocalNet, signal: AbortSignal, say: (line: string) => void): Promise<void> {
  while (!signal.aborted) {
    assertAlive(net);
    say(`height ${await net.height()}`);
    await sleep(HEIGHT_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

/**
 * Tells of each of the first epochs what it came to, as soon as it is over.
 * @throws Error when an epoch does not end, a validator has ended, or it is told to stop
 */
export async function followEpochs(net: LocalNet, count: number, json: boolean, signal: AbortSignal): Promise<void> {
  const end = new AbortController();
  const either = AbortSignal.any([signal, end.signal]);
  try {
    await Promise.race([tellEpochs(net, count, json, either), watchValidators(net, either)]);
  } catch (error) {
    throw signal.aborted ? (signal.reason as Error) : error;
  } finally {
    end.abort();
  }
}

async function tellEpochs(net: LocalNet, count: number, json: boolean, signal: AbortSignal): Promise<void> {
  const text = json ? jsonLines : process.stdout.isTTY ? tableText : plainText;
  if (text.head !== undefined) console.log(text.head);
  const endpoint = new Endpoint(net.node(0).rpc);
  for (let epoch = 0n; epoch < BigInt(count); epoch++)
    console.log(text.line(await epochEnd(pacerQuery(endpoint), epoch, signal)));
}

async function watchValidators(net: LocalNet, signal: AbortSignal): Promise<void> {
  for (;;) {
    assertAlive(net);
    await sleep(LOOK_EVERY_MS, undefined, { signal });
  }
}

function assertAlive(net: LocalNet): void {
  const dead = net.nodes.find((node) => !node.process.running);
  if (dead)
    throw new Error(`the ${dead.process.options.name} has ended; the end of its log:\n${dead.process.tail(10)}`);
}
