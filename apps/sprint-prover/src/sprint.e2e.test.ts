import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Diagnosis } from '@pacer/agent';
import { addressBytes, EndpointPool, type HostWork } from '@pacer/client';
import {
  checkSeed,
  decodeNonces,
  drawnIndices,
  isHit,
  openWasmProver,
  SprintDigest,
  type SprintTask,
} from '@pacer/sprint';
import { startLocalNet, waitFor, type LocalNet, type LocalNode } from '@pacer/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commitRaw, contributorOf, ProverProcess, wideWindows, type HostProcess } from './agents.test.support.js';
import type { Task } from './facts.js';

const EPOCH = 0n;
/** True hits that the third Host commits around its false nonce, so that the chain's own two samples hardly find it. */
const TRUE_HITS = 60;
const lineProver = join(import.meta.dirname, '../../../libs/sprint/dist/bin/pacer-sprint.js');

let net: LocalNet;
/** Reads from a node that no program ever uses. */
let witness: EndpointPool;
let contributors: HostProcess[];
/** Of the first two Hosts. The third is hostile and the fourth has none. */
let provers: ProverProcess[];

beforeAll(async () => {
  net = await startLocalNet({ editGenesis: wideWindows, commitMs: 500 });
  witness = new EndpointPool({ urls: [net.node(3).rpc], chainId: net.chainId, probeEveryMs: 100 });
  const rpc = [0, 1, 2].map((index) => net.node(index).rpc);
  contributors = net.nodes.map((node) => contributorOf(net, node, rpc));
  // The first one's prover is a program of its own that speaks the line protocol, the second one's comes with the agent.
  const choices = [
    `prover = { command = ${JSON.stringify([process.execPath, lineProver, '--threads', '1'])} }`,
    'threads = 1',
  ];
  provers = choices.map(
    (line, index) => new ProverProcess(net, net.node(index), { rpc, lines: [line, 'checks = 4096'] }),
  );
}, 600_000);

afterAll(async () => {
  await Promise.all([...contributors, ...provers].map(({ process }) => process.stop()));
  witness.close();
  await net.stop();
}, 300_000);

async function workOf(node: LocalNode): Promise<HostWork> {
  const { query } = await witness.latest();
  return (await query.sprint.work({ epoch: EPOCH, host: node.address }))!;
}

const noncesOf = ({ chunks }: HostWork) => chunks.flatMap(({ nonces }) => decodeNonces(nonces, nonces.length));

/** What the Sprint of the epoch computes, once its beacon is known. */
function sprintTask(): Promise<Task> {
  return waitFor(
    'the beacon of epoch 1',
    async () => {
      const { query } = await witness.latest();
      const target = await query.sprint.target(EPOCH);
      if (!target || target.beaconHeight === 0n) return undefined;
      const { dim, layers, heads, ff, seq } = target.params;
      const shape = { dim, layers, heads, ff, seq };
      return { chainId: net.chainId, epoch: EPOCH, beacon: target.beacon, target: target.sprint.target, shape };
    },
    { timeoutMs: 600_000 },
  );
}

/** So many hits of a Host, from the first nonce on, and a nonce among them that is none. */
async function hitsAndOneFalse(task: Task, node: LocalNode): Promise<{ nonces: bigint[]; wrong: bigint }> {
  const prover = await openWasmProver({ threads: 1 });
  const work: SprintTask = { ...task, host: addressBytes(node.address), first: 0n };
  const hits: bigint[] = [];
  const stop = new AbortController();
  for await (const report of prover.prove(work, stop.signal)) {
    hits.push(...report.hits);
    if (hits.length >= TRUE_HITS) stop.abort();
  }
  await prover.close();
  const few = hits.slice(0, TRUE_HITS);
  const middle = few[TRUE_HITS / 2]!;
  const wrong = few.includes(middle + 1n) ? middle + 2n : middle + 1n;
  return { nonces: [...few, wrong].sort((a, b) => (a < b ? -1 : 1)), wrong };
}

describe('two Hosts that prove, one that cheats, one that does not come', () => {
  let cheat: { nonces: bigint[]; wrong: bigint };

  test('start, while doctor finds the prover right at the sizes of the chain', async () => {
    await Promise.all([...contributors, ...provers].map(({ process }) => process.start()));
    // Not before: doctor takes the lock of a program that does not run yet for a moment.
    const runs = ({ process }: HostProcess) => process.tail(1_000).includes('/healthz at ');
    await waitFor('the provers to run', () => (provers.every(runs) ? true : undefined));
    const { code, out } = await provers[0]!.command('doctor', '--json');
    const diagnoses = JSON.parse(out) as Diagnosis[];
    expect(diagnoses.filter(({ ok }) => !ok)).toEqual([]);
    expect(diagnoses.find(({ name }) => name === 'prover')?.said).toMatch(/right at this chain's sizes: .* nonces\/s/);
    expect(diagnoses.find(({ name }) => name === 'sprint')?.said).toContain('takes part in the Sprint of epoch 0');
    expect(code).toBe(0);
    const { out: status } = await provers[0]!.command('status');
    expect(status).toMatch(/epoch 0: the Sprint begins when the beacon of epoch 1 is known/);
  }, 300_000);

  test('the second is killed in the middle of the window, and started again; the third commits a nonce that is none', async () => {
    cheat = await hitsAndOneFalse(await sprintTask(), net.node(2));
    expect(await commitRaw(witness, net.node(2), EPOCH, cheat.nonces)).toBe('accepted');
    const second = provers[1]!;
    const first = await waitFor(
      'the first message of the second Host',
      async () => {
        const own = await workOf(net.node(1));
        return own.work.count > 0 ? own : undefined;
      },
      { timeoutMs: 400_000 },
    );
    await second.process.kill();
    const before = second.found(EPOCH);
    expect(before.hits.length).toBeGreaterThanOrEqual(first.work.count);
    await second.process.start();
    await waitFor(
      'more hits of the second Host',
      () => (second.found(EPOCH).run!.frontier > before.run!.frontier ? true : undefined),
      { timeoutMs: 400_000 },
    );
    await waitFor('the end of the first message of the first Host', () =>
      provers[0]!.attempts('work/0/1').some(({ key, outcome }) => key === 'work/0/1' && outcome?.kind === 'ok')
        ? true
        : undefined,
    );
    const { out } = await provers[0]!.command('status');
    expect(out).toMatch(/the Sprint ends in \d+ blocks, about \d+ s/);
    expect(out).toMatch(/prover: wasm\S*, 1 threads; [\d.]+ nonces\/s/);
    const { lines, code } = await provers[0]!.follow(2, 'status', '--follow');
    for (const line of lines) {
      expect(line).toMatch(
        /^\d+: the Sprint end(s in|ed at) .* nonces\/s .* hits, \d+ committed, share of the work [\d.]+ %$/,
      );
    }
    expect([lines.length, code]).toEqual([2, 0]);
    expect(out).toMatch(/work\/0\/1#\d+, \d+ nonces, ok at height \d+ \(done\) \[[0-9A-F]{64}\]/);
  }, 900_000);

  test('commit every hit once, in order, none that is none, the killed one too', async () => {
    const task = await sprintTask();
    const { query } = await witness.latest();
    const { computeEnd } = (await query.sprint.target(EPOCH))!;
    await waitFor(
      'the end of the window',
      async () => ((await witness.latest()).height > computeEnd ? true : undefined),
      {
        timeoutMs: 600_000,
      },
    );
    const digest = new SprintDigest(task, task.shape);
    for (const [index, prover] of provers.entries()) {
      const node = net.node(index);
      const own = await workOf(node);
      const nonces = noncesOf(own);
      expect([own.work.count, own.work.chunks >= 2]).toEqual([nonces.length, true]);
      expect(nonces.every((nonce, at) => at === 0 || nonce > nonces[at - 1]!)).toBe(true);
      const address = addressBytes(node.address);
      expect(nonces.filter((nonce) => !isHit(digest.digest(address, nonce), task.target))).toEqual([]);
      // What is committed is all that the journal has up to the last nonce: a kill takes nothing away, and brings nothing twice.
      expect(nonces).toEqual(prover.found(EPOCH).hits.filter((nonce) => nonce <= nonces.at(-1)!));
      const ends = prover.attempts('work/0/').map(({ outcome }) => outcome?.kind);
      expect(ends.filter((kind) => kind === 'ok' || kind === 'superseded')).toHaveLength(own.work.chunks);
    }
  }, 900_000);

  test('find the false nonce, and have the third Host convicted', async () => {
    const { work } = await waitFor(
      'the conviction',
      async () => {
        const own = await workOf(net.node(2));
        return own.work.guiltyHeight > 0n ? own : undefined;
      },
      { timeoutMs: 400_000 },
    );
    expect(work.guiltyNonce).toBe(cheat.wrong);
    const challenges = provers.flatMap((prover) => prover.attempts(`challenge/0/${net.node(2).address}/`));
    expect(challenges.every(({ key }) => key.endsWith(`/${cheat.wrong}`))).toBe(true);
    const notes = provers.flatMap((prover) => prover.found(EPOCH).checks.filter(({ verdict }) => verdict !== 'hit'));
    expect(notes.every(({ accused, nonce }) => accused === net.node(2).address && nonce === cheat.wrong)).toBe(true);
    const { query } = await witness.latest();
    const { params, sprint } = (await query.sprint.target(EPOCH))!;
    const host = addressBytes(net.node(2).address);
    const seed = checkSeed({ chainId: net.chainId, epoch: EPOCH, blockHash: sprint.checkHash, host });
    const drawn = drawnIndices(seed, work.count, params.samples).map((index) => cheat.nonces[index]);
    // Unless the chain's own samples were to find it anyway, somebody had to say so.
    if (!drawn.includes(cheat.wrong)) expect(challenges.length).toBeGreaterThan(0);
  }, 900_000);

  test('weigh in epoch 1 what they have found; the cheat and the one that did not come have no power', async () => {
    await waitFor('epoch 1', async () => ((await witness.latest()).status.epoch >= 1n ? true : undefined), {
      timeoutMs: 600_000,
    });
    const { query } = await witness.latest();
    const { kept, settledWork } = (await query.sprint.target(EPOCH))!.sprint;
    expect(kept).toBe(false);
    const members = await query.host.members(1n);
    for (const index of [0, 1]) {
      const { count } = (await workOf(net.node(index))).work;
      const member = members.find(({ host }) => host === net.node(index).address);
      expect(member?.weight).toBe((BigInt(count) * 1_000_000_000n) / settledWork);
      expect(member?.slots).toBeGreaterThan(0n);
    }
    for (const index of [2, 3]) {
      const member = members.find(({ host }) => host === net.node(index).address);
      expect([member?.weight ?? 0n, member?.slots ?? 0n]).toEqual([0n, 0n]);
    }
    const { out } = await provers[0]!.command('status', '--json');
    const status = JSON.parse(out) as {
      epochs: { epoch: string; weight?: string; checks: { hit: number; miss: number } }[];
    };
    const of = status.epochs.find(({ epoch }) => epoch === '0');
    expect(of?.weight).toBe(members.find(({ host }) => host === net.node(0).address)?.weight.toString());
    expect(of?.checks.hit).toBeGreaterThan(0);
  }, 900_000);

  test('stop with 0, and no line of a log is about an error that nobody classified', async () => {
    await Promise.all(provers.map(({ process }) => process.stop(60_000)));
    for (const { process } of provers) {
      expect(process.ended).toBe(0);
      expect(readFileSync(process.options.logFile, 'utf8')).not.toContain('unclassified');
    }
  }, 300_000);
});
