import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TxJournal, type Attempt, type AttemptState } from '@pacer/agent';
import { RewardState } from '@pacer/proto/reward/v1';
import { waitFor } from '@pacer/testing';
import { Interceptor, type Interception } from './interceptor.js';
import { askAll } from './requests.js';
import { epoch, Story } from './story.js';
import { Teller } from './teller.js';
import { World } from './world.js';

/*
 * Kills a real reward-claimer on a real network, so many times at each state of its journal, while the chain refuses its claims because
 * the Host's engine is down; then lets it be paid, and counts what is in the blocks.
 *
 *   npm run bench -- kills [kills per state, 20]
 */
const states = ['intent', 'signed', 'broadcast', 'final'] as const satisfies readonly AttemptState[];
const interceptions: Record<AttemptState, Interception> = {
  intent: 'account',
  signed: 'claim',
  broadcast: 'nothing',
  final: 'nothing',
};

function journalOf(world: World): Attempt[] {
  const place = { stateDir: join(world.heroNode.home, 'state'), program: 'reward-claimer' };
  const journal = TxJournal.openReadOnly(place);
  try {
    return journal?.attempts(`claim/${epoch}`) ?? [];
  } finally {
    journal?.close();
  }
}

/** Waits for the moment to kill in a state: something is held, or the journal shows a new attempt in it. */
async function moment(world: World, interceptor: Interceptor, state: AttemptState): Promise<void> {
  const known = journalOf(world).length;
  interceptor.set(interceptions[state]);
  await waitFor(
    `an attempt in state ${state}`,
    () => {
      if (interceptions[state] !== 'nothing') return interceptor.held || undefined;
      const attempts = journalOf(world);
      return (attempts.length > known && attempts.at(-1)?.state === state) || undefined;
    },
    { everyMs: 10, timeoutMs: 30_000 },
  );
}

async function kills(
  world: World,
  interceptor: Interceptor,
  wanted: number,
  teller: Teller,
): Promise<Map<AttemptState, number>> {
  const { claimer } = world.hero.processes;
  const count = new Map<AttemptState, number>(states.map((state) => [state, 0]));
  const of = (state: AttemptState) => count.get(state) ?? 0;
  for (let tries = 0; tries < wanted * states.length * 3; tries++) {
    const state = states.find((one) => of(one) < wanted);
    if (state === undefined) break;
    await moment(world, interceptor, state);
    await claimer.kill();
    const died = journalOf(world).at(-1)?.state;
    if (died) count.set(died, of(died) + 1);
    interceptor.set('nothing');
    await claimer.start();
    if (tries % 10 === 9) teller.line('kills', states.map((one) => `${one} ${of(one)}`).join(' · '));
    await sleep(Math.random() * 300);
  }
  return count;
}

/** What stands in blocks against what stands in the journal. */
async function audit(story: Story, interceptor: Interceptor) {
  await story.audit.catchUp();
  const attempts = journalOf(story.world);
  const claims = story.audit.claims(story.hero, epoch).map(({ tx }) => tx);
  const hashes = new Set(claims.map(({ hash }) => hash));
  const signed = new Set(attempts.flatMap(({ signed: bytes }) => bytes?.hash ?? []));
  const saidIncluded = attempts.filter(({ outcome }) => outcome?.kind === 'ok' || outcome?.kind === 'failed');
  const { reward } = await story.query.reward.settlement({ epoch, host: story.hero });
  const paid = reward.state === RewardState.PAID;
  return {
    attempts: attempts.length,
    inclusions: claims.length,
    succeeded: claims.filter(({ code }) => code === 0).length,
    // Said to be in a block and is not, or never paid.
    lost: saidIncluded.filter(({ signed: bytes }) => !hashes.has(bytes?.hash ?? '')).length + (paid ? 0 : 1),
    // One transaction in two blocks, a second success, or bytes that no attempt of the journal has.
    doubled:
      claims.length -
      hashes.size +
      Math.max(0, claims.filter(({ code }) => code === 0).length - 1) +
      [...hashes, ...interceptor.seen].filter((hash) => !signed.has(hash)).length,
  };
}

async function main(): Promise<number> {
  const wanted = Number(process.argv[2] ?? 20);
  const teller = new Teller();
  const world = await World.prepare((line) => {
    teller.line('setup', line);
  }, undefined);
  const stop = new AbortController();
  try {
    const interceptor = new Interceptor(world.proxies);
    await world.start();
    const story = new Story(world, teller, undefined, stop.signal);
    await world.hero.processes.engine.kill();
    story.answered = await askAll(
      world.net.nodes.filter((node) => node !== world.heroNode),
      30,
      'bench',
    );
    teller.line('requests', `${story.answered} answers of the others; Host 2's engine is down`);
    await story.until(
      'claim',
      'a first claim in a block',
      () => story.audit.claims(story.hero, epoch)[0],
      () => 'none',
      { timeoutMs: 90_000 },
    );
    const start = performance.now();
    const count = await kills(world, interceptor, wanted, teller);
    const seconds = (performance.now() - start) / 1000;
    await world.hero.processes.engine.start();
    await story.until(
      'paid',
      'the reward paid',
      async () =>
        (await story.query.reward.settlement({ epoch, host: story.hero })).reward.state === RewardState.PAID
          ? true
          : undefined,
      () => 'not paid',
      { timeoutMs: 60_000 },
    );
    await sleep(3_000);
    const result = { kills: Object.fromEntries(count), seconds, ...(await audit(story, interceptor)) };
    if (process.env.BENCH_RESULT) writeFileSync(process.env.BENCH_RESULT, JSON.stringify(result, null, 2));
    for (const [state, n] of count) console.log(`killed in state ${state.padEnd(9)} ${n}`);
    console.log(`attempts ${result.attempts} · claims in blocks ${result.inclusions} · succeeded ${result.succeeded}`);
    console.log(`lost ${result.lost} · doubled ${result.doubled}`);
    return result.lost + result.doubled === 0 &&
      result.succeeded === 1 &&
      states.every((s) => (count.get(s) ?? 0) >= wanted)
      ? 0
      : 1;
  } finally {
    stop.abort();
    await world.stop();
  }
}

process.exitCode = await main();
