import { describe, expect, test } from '@jest/globals';
import { AgentMetrics, WindowAlarms } from '@pacer/agent';
import { SprintError } from '@pacer/proto/errors';
import { conditionsOf, WINDOWS, windowsOf } from './alarms.js';
import type { Facts } from './facts.js';
import { accused, attempt, factsOf, hitsOf, refused, reviewFacts, sprintFacts } from './facts.test.support.js';
import { ProverMetrics } from './metrics.js';

const committed = { count: 2, lastNonce: 9n, messages: 1, guiltyHeight: 0n };

/** What the alarms find missed when an agent sees these. */
function missedBy(all: readonly Facts[]): string[] {
  const alarms = new WindowAlarms(WINDOWS, () => undefined);
  return all.flatMap((facts) => alarms.look(windowsOf(facts), facts.height).missed.map(({ said }) => said));
}

describe('the window of a Sprint', () => {
  test('is missed once when it passed without a message, with the reason', () => {
    const all = [478n, 483n, 484n, 485n, 486n].map((height) => factsOf(sprintFacts(), height));
    expect(missedBy(all)).toEqual(['work/4 was missed: the window ended at height 484 without any work']);
  });

  test('is missed also when the next epoch is the first that is seen after it', () => {
    const next = sprintFacts({ epoch: 5n, beaconHeight: 0n, computeEnd: 0n });
    expect(missedBy([factsOf(sprintFacts(), 480n), factsOf(next, 492n)])).toHaveLength(1);
  });

  test('is not missed with one message, without a part in it, or while a message may be in the last block', () => {
    expect(missedBy([480n, 486n].map((height) => factsOf(sprintFacts({ chain: committed }), height)))).toEqual([]);
    expect(missedBy([480n, 486n].map((height) => factsOf(sprintFacts({ eligible: false }), height)))).toEqual([]);
    const waiting = sprintFacts({ attempts: [attempt(1, 1, 483n)] });
    expect(missedBy([480n, 485n].map((height) => factsOf(waiting, height)))).toEqual([]);
  });

  test('says why it passes, and names the operations that it is about', () => {
    expect(windowsOf(factsOf(sprintFacts(), 479n, { proving: failing }))).toMatchObject([
      { state: 'open', key: 'work/4', operations: 'work/4/', why: expect.stringContaining('gone'), todo: failing.todo },
    ]);
  });
});

const failing = { state: 'failing' as const, epoch: 4n, task: 'aa', why: 'gone', todo: 'bring it back' };

describe('somebody is called', () => {
  const keysOf = (facts: Facts) => conditionsOf(facts).map(({ alert, key }) => `${alert} ${key}`);

  test.each([
    ['before the window', sprintFacts({ beaconHeight: 0n }), { epoch: undefined, task: undefined }],
    ['in it', sprintFacts(), {}],
    ['after the first message', sprintFacts({ chain: committed }), {}],
  ])('when the prover does not run for something that does not mend itself, %s', (_when, sprint, change) => {
    const facts = factsOf(sprint, 479n, { proving: { ...failing, ...change } });
    expect(keysOf(facts)).toEqual(['needs-help work/4/prover']);
    expect(keysOf({ ...facts, proving: { ...failing, ...change, todo: '' } })).toEqual([]);
  });

  test.each([
    ['the first message', sprintFacts({ found: hitsOf(1), attempts: [badBytes(1)] })],
    ['a later one', sprintFacts({ chain: committed, found: hitsOf(11), attempts: [badBytes(2)] })],
  ])('when the chain refuses the bytes of %s', (_which, sprint) => {
    expect(keysOf(factsOf(sprint, 479n))).toEqual(['needs-help work/4/commit']);
  });

  test('when this Host was found guilty, of the Sprint of this epoch or the one before, with the nonce', () => {
    const reviews = [3n, 4n].map((epoch) => reviewFacts({ epoch, guilt: { height: 486n, nonce: 14n }, others: [] }));
    const found = conditionsOf(
      factsOf(sprintFacts({ chain: { ...committed, guiltyHeight: 486n } }), 487n, { reviews }),
    );
    expect(found.map(({ alert, key }) => `${alert} ${key}`)).toEqual(['guilty work/3/guilty', 'guilty work/4/guilty']);
    for (const { said, todo } of found) {
      expect(said).toContain('nonce 14');
      expect(todo).toContain('docs/operate.md#guilty');
    }
  });
});

function badBytes(message: number) {
  return attempt(message, 1, 477n, refused(478n, SprintError.INVALID_NONCES));
}

test('what is wrong beside it: false hits, a prover that does not start, a bond that was lost', () => {
  const sprint = sprintFacts({ found: { ...hitsOf(1), false: 2 } });
  const lost = { ...attempt(1, 1, 485n, { kind: 'ok', height: 486n }), nonce: 7n };
  const review = reviewFacts({ others: [accused({ misses: [7n], challenges: [lost] }), accused({ host: 'y' })] });
  const found = conditionsOf(factsOf(sprint, 490n, { proving: failing, reviews: [review] }));
  expect(found.map(({ alert, key }) => [alert, key])).toEqual([
    ['needs-help', 'work/4/false'],
    ['needs-help', 'work/4/prover'],
    ['needs-help', 'challenge/4/x'],
  ]);
  expect(found.every(({ todo }) => todo !== '')).toBe(true);
  expect(conditionsOf(factsOf(sprintFacts(), 490n))).toEqual([]);
});

test('metrics follow the facts, and what is counted', async () => {
  const metrics = new AgentMetrics('test', { processMetrics: false });
  const own = new ProverMetrics(metrics);
  const sprint = sprintFacts({ chain: committed, found: { ...hitsOf(12, 15), unchecked: 1 } });
  own.planned(factsOf(sprint, 480n, { proving: { state: 'running', epoch: 4n, task: 'aa' } }));
  own.progress(400n, 3, 12_500n);
  own.checked('miss');
  own.failed('prover_died');
  const text = await metrics.registry.metrics();
  for (const line of [
    ...['height{program="test"} 480', 'running{program="test"} 1', 'nonces_per_second{program="test"} 12.5'],
    ...['frontier{program="test"} 16', 'committed{program="test"} 2', 'uncommitted{program="test"} 3'],
    ...['blocks_left{program="test"} 4', 'nonces_total{program="test"} 400', 'hits_total{program="test"} 3'],
    ...['checks_total{verdict="miss",program="test"} 1', 'failures_total{code="prover_died",program="test"} 1'],
  ]) {
    expect(text).toContain(`pacer_prover_${line}`);
  }
});
