#!/usr/bin/env node
import { asSetupError, assertSpace, SetupError } from '@pacer/testing';
import { watchBlocks } from './block-watch.js';
import { breakageOf, DemoFailed } from './failed.js';
import { closed, opened } from './scene-beacon.js';
import { burned, forget } from './scene-burn.js';
import { refused } from './scene-claim.js';
import { accounts, claimAgain, count, unclassified } from './scene-end.js';
import { killClaimer, paid, repair } from './scene-repair.js';
import { serve } from './scene-serve.js';
import { Story } from './story.js';
import { Teller } from './teller.js';
import { World } from './world.js';

const teller = new Teller();
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => {
    stop.abort(new Error(`stopped by ${signal}`));
  });

async function tell(world: World): Promise<string> {
  const story = new Story(world, teller, breakageOf(process.env.DEMO_BREAK), stop.signal);
  await world.start();
  teller.line('start', `4 validators, engines, Hosts and their agents are up at height ${await world.net.height()}`);
  await serve(story);
  await forget(story);
  await closed(story);
  const claim = await refused(story);
  await opened(story, 0n);
  await killClaimer(story);
  await repair(story, claim);
  const amount = await paid(story);
  await claimAgain(story, claim);
  await opened(story, 1n);
  const lapsed = await burned(story);
  await accounts(story);
  unclassified(story);
  const { lost, doubled } = await count(story);
  if (lost + doubled > 0) throw new DemoFailed('count', 'lost 0 · doubled 0', `lost ${lost} · doubled ${doubled}`);
  const attempts = story.audit.claims(story.hero, 0n).filter(({ tx }) => tx.codespace !== '' || tx.code === 0).length;
  return `${story.answered} answers · 2 beacons · ${attempts} claims · ${amount} upacer paid · ${lapsed} burned · lost ${lost} · doubled ${doubled}`;
}

async function main(): Promise<number> {
  let world: World | undefined;
  let verdict: string;
  let code: number;
  try {
    breakageOf(process.env.DEMO_BREAK);
    world = await World.prepare((line) => {
      teller.line('setup', line);
    });
    const told = tell(world);
    const watched = watchBlocks(world.net, stop.signal).then(() => told);
    verdict = `RESULT ok · ${await Promise.race([told, watched])}`;
    code = 0;
  } catch (error) {
    ({ verdict, code } = explain(error, world));
  } finally {
    stop.abort();
  }
  const left = (await world?.stop({ keepFolder: code !== 0 })) ?? [];
  if (left.length > 0) {
    verdict = `FAILED at end: expected no process, but these are left: ${left.join(', ')}`;
    code = 1;
  }
  if (code !== 0 && world) teller.verdict(`Logs of every program: ${world.net.dir}`);
  teller.verdict(verdict);
  return code;
}

function explain(error: unknown, world: World | undefined): { verdict: string; code: number } {
  const setup = error instanceof SetupError ? error : (asSetupError(error, 'running the demo') ?? diskFull(world));
  if (setup) return { verdict: setup.message, code: 2 };
  if (error instanceof RangeError) return { verdict: error.message, code: 2 };
  const log = error instanceof DemoFailed ? error.log : undefined;
  if (log !== undefined) teller.verdict(`\nThe end of the log:\n${cut(log)}\n`);
  const text =
    error instanceof DemoFailed ? error.message : `FAILED at ${world ? 'story' : 'setup'}: ${(error as Error).message}`;
  return { verdict: text, code: 1 };
}

/** A disk that filled up on the way is the cause of whatever else went wrong. */
function diskFull(world: World | undefined): SetupError | undefined {
  try {
    if (world) assertSpace(world.net.dir, 4_000_000, 'the demo');
  } catch (error) {
    if (error instanceof SetupError) return error;
  }
  return undefined;
}

/** Log lines are long; who wants them whole finds them in the file. */
function cut(log: string): string {
  return log
    .split('\n')
    .map((line) => (line.length > 300 ? `${line.slice(0, 300)}…` : line))
    .join('\n');
}

process.exitCode = await main();
