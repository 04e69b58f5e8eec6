import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Diagnosis } from '@pacer/agent';
import { EndpointPool } from '@pacer/client';
import { freePorts, pacerd, startLocalNet, waitFor, type LocalNet, type LocalNode } from '@pacer/testing';
import { AgentProcess, inclusions, wideWindows } from './agents.test.support.js';

/** The Host that replaces its keys in epoch 0, so that the chain goes by the new ones from epoch 2 on. */
const ROTATES = 2;

let net: LocalNet;
/** Reads from a node that no agent ever uses. */
let witness: EndpointPool;
let agents: AgentProcess[];
/** A second agent of the second Host, and one of the fourth Host with the key file of the first. */
let twin: AgentProcess;
let thief: AgentProcess;

beforeAll(async () => {
  net = await startLocalNet({
    editGenesis: (genesis) => {
      wideWindows(genesis);
      // A node that starts again on a slow machine is not down.
      Object.assign(genesis.app_state.host!.params as object, { downtime_window: 400, downtime_missed: 200 });
    },
  });
  witness = new EndpointPool({ urls: [net.node(3).rpc], chainId: net.chainId, probeEveryMs: 100 });
  const rpc = [0, 1, 2].map((index) => net.node(index).rpc);
  const [dead = 0] = await freePorts(1);
  const down = `http://127.0.0.1:${dead}`;
  agents = [
    new AgentProcess(net, net.node(0), { name: 'agent', rpc }),
    new AgentProcess(net, net.node(1), { name: 'agent', rpc }),
    // One of its endpoints is down, and is the one it would prefer.
    new AgentProcess(net, net.node(2), { name: 'agent', rpc: [down, ...rpc.slice(0, 2)] }),
    new AgentProcess(net, net.node(3), { name: 'agent', rpc }),
  ];
  twin = new AgentProcess(net, net.node(1), { name: 'twin', rpc: [...rpc].reverse() });
  thief = new AgentProcess(net, net.node(3), { name: 'thief', rpc, keysOf: net.node(0) });
}, 600_000);

afterAll(async () => {
  await Promise.all([...agents, twin, thief].map((agent) => agent.process.stop()));
  witness.close();
  await net.stop();
}, 300_000);

/** Waits until an epoch has begun on the witness. */
function begun(epoch: bigint): Promise<bigint> {
  return waitFor(
    `epoch ${epoch}`,
    async () => {
      const { status } = await witness.latest();
      return status.epoch >= epoch ? (await witness.at(status.height).epoch.schedule(epoch)).schedule.start : undefined;
    },
    { timeoutMs: 600_000 },
  );
}

/** What a node's RPC answers. */
async function rpc<T>(node: LocalNode, path: string): Promise<T> {
  const answer = await fetch(`${node.rpc}/${path}`, { signal: AbortSignal.timeout(30_000) });
  return ((await answer.json()) as { result: T }).result;
}

const configOf = (node: LocalNode, file: string) => join(node.home, 'config', file);

/** Address of the consensus key that a node signs with, as CometBFT writes it. */
function validatorOf(node: LocalNode): string {
  return (JSON.parse(readFileSync(configOf(node, 'priv_validator_key.json'), 'utf8')) as { address: string }).address;
}

describe('four contributors on a real chain', () => {
  test('a dry run computes and verifies the dealing, says when, and sends nothing', async () => {
    const { code, out } = await agents[0]!.command('run', '--dry-run');
    expect(code).toBe(0);
    expect(out).toMatch(
      /^deal\/0#1 would be sent .*computed and verified: 9344 bytes, \d+ gas, SHA-256 [0-9a-f]{64}$/m,
    );
    expect(out).toMatch(/^open\/0: nothing would be sent/m);
    expect(agents[0]!.attempts('deal', 0n)).toEqual([]);
  }, 300_000);

  test('run, while doctor finds everything right and says so', async () => {
    const all = [...agents, twin, thief];
    await Promise.all(all.map((agent) => agent.process.start()));
    // Not before: doctor takes the lock of an agent that does not run yet for a moment.
    const runs = ({ process }: AgentProcess) => process.tail(1_000).includes('/healthz at ');
    await waitFor('all of them to run', () => (all.every(runs) ? true : undefined));
    const { code, out } = await agents[0]!.command('doctor', '--json');
    const diagnoses = JSON.parse(out) as Diagnosis[];
    expect(diagnoses.filter(({ ok }) => !ok)).toEqual([]);
    expect(diagnoses.find(({ name }) => name === 'slots')?.said).toMatch(/^\d+ to \d+ of 64 slots of epoch 0/);
    expect(diagnoses.find(({ name }) => name === 'journal')?.said).toContain(`process ${agents[0]!.process.pid}`);
    expect(code).toBe(0);
  }, 300_000);

  test('doctor finds another Host’s key file', async () => {
    const { code, out } = await thief.command('doctor', '--json');
    const wrong = (JSON.parse(out) as Diagnosis[]).filter(({ ok }) => !ok).map(({ name }) => name);
    expect(wrong).toEqual(['keys', 'dealing key', 'allowance']);
    expect(code).toBe(1);
  }, 300_000);

  test('the third Host makes its next keys and tells the chain', async () => {
    const node = net.node(ROTATES);
    await pacerd([
      ...['host', 'rotate-keys', '--home', node.home, '--password-file', node.passwordFile, '--scrypt-n', '4096'],
      ...['--from', node.name, '--keyring-backend', 'test', '--chain-id', net.chainId, '--node', net.node(0).rpc, '-y'],
    ]);
    const keys = await waitFor('its next keys on the chain', async () => {
      const { query } = await witness.latest();
      const known = (await query.host.host(node.address)).keys;
      return known.length === 2 ? known : undefined;
    });
    expect(keys[1]?.fromEpoch).toBe(2n);
  }, 300_000);

  test('make epoch 1 and epoch 2 begin', async () => {
    await begun(1n);
    const { query } = await witness.latest();
    expect((await query.sprint.dealStatus(0n))?.round).toMatchObject({ dealers: 4, openers: 4, openSlots: 64 });
    await begun(2n);
  }, 1_200_000);

  test('with the next keys moved into place, the node of the third Host signs again with power', async () => {
    const [node, agent] = [net.node(ROTATES), agents[ROTATES]!];
    const before = validatorOf(node);
    await Promise.all([node.process.stop(), agent.process.stop()]);
    for (const name of ['priv_validator_key', 'host-key'])
      renameSync(configOf(node, `${name}.next.json`), configOf(node, `${name}.json`));
    const after = validatorOf(node);
    expect(after).not.toBe(before);
    await Promise.all([node.process.start(), agent.process.start()]);
    const signed = await waitFor('a block that it signed', async () => {
      const height = await net.height(net.node(3));
      const { signed_header } = await rpc<{
        signed_header: { commit: { signatures: { block_id_flag: number; validator_address: string }[] } };
      }>(net.node(3), `commit?height=${height - 1}`);
      const found = signed_header.commit.signatures.some(
        ({ block_id_flag, validator_address }) => block_id_flag === 2 && validator_address === after,
      );
      return found ? height - 1 : undefined;
    });
    const { validators } = await rpc<{ validators: { address: string; voting_power: string }[] }>(
      net.node(3),
      `validators?height=${signed}`,
    );
    expect(validators.find(({ address }) => address === after)?.voting_power).toBe('16');
    expect(validators.map(({ address }) => address)).not.toContain(before);
  }, 300_000);

  test('deal and open once for each Host and epoch, in the blocks of a node that none of them uses', async () => {
    const { query } = await witness.latest();
    const starts = await Promise.all([0n, 1n, 2n].map(async (n) => (await query.epoch.schedule(n)).schedule.start));
    for (const epoch of [0, 1]) {
      const deal = await query.sprint.dealStatus(BigInt(epoch));
      for (const node of net.nodes) {
        const own = deal?.contributions.find(({ host }) => host === node.address);
        const range = { from: starts[epoch]!, to: starts[epoch + 1]! - 1n };
        const found = await inclusions(witness, node, range);
        expect(found).toMatchObject([
          { part: 'deal', code: 0, height: own?.dealtHeight },
          { part: 'open', code: 0, height: own?.openedHeight },
        ]);
        expect(own).toMatchObject({ attempts: 1, missedDeal: false, missedOpen: false });
      }
    }
  }, 300_000);

  test('status tells of both rounds, with what the slots promise as the chain says it', async () => {
    const { out } = await agents[0]!.command('status');
    expect(out).toMatch(
      /participation: 2 rounds in a row without absence; of 2 in all, 0 dealings and 0 openings missed/,
    );
    expect(out).toMatch(/epoch 1: 16 of 64 slots/);
    expect(out).toMatch(/deal\/1#\d+ ok at height \d+ \(done\) \[[0-9A-F]{64}\]/);
    expect(out).toMatch(/beacon of epoch 2: known since block \d+ \(B\)/);
    const { query } = await witness.latest();
    const { secretBelowPpm, opensFromPpm } = (await query.sprint.beacon(2n))!;
    expect(await query.sprint.dealStatus(1n)).toMatchObject({ secretBelowPpm, opensFromPpm });
    expect(secretBelowPpm).toBe(515_625);
  }, 300_000);

  test('two agents of one Host did no harm: what one did, the other has seen', () => {
    for (const part of ['deal', 'open'] as const) {
      const of = [agents[1]!, twin].flatMap((agent) => agent.attempts(part, 0n));
      // What took too long to get into a block is dead, and another attempt follows.
      const ends = of.map(({ outcome }) => outcome?.kind).filter((kind) => kind !== 'dead');
      expect(ends.every((kind) => kind === 'ok' || kind === 'superseded')).toBe(true);
      expect(ends).toContain('ok');
    }
  });

  test('with the key file of another Host nothing was sent, and status says what to do', async () => {
    for (const part of ['deal', 'open'] as const)
      for (const epoch of [0n, 1n, 2n]) expect(thief.attempts(part, epoch)).toEqual([]);
    const { out } = await thief.command('status');
    expect(out).toMatch(/to do: use the key file with the dealing key that the chain has for this Host/);
    const log = readFileSync(thief.process.options.logFile, 'utf8');
    expect(log).toMatch(/open\/0 waits for help: the key file's dealing key is not the one that the chain has/);
  }, 300_000);

  test('the agent of the third Host deals with its new keys', async () => {
    const end = await waitFor(
      'its dealing of epoch 2',
      () => agents[ROTATES]!.attempts('deal', 2n).find(({ outcome }) => outcome && outcome.kind !== 'dead')?.outcome,
      { timeoutMs: 240_000 },
    );
    expect(end.kind).toBe('ok');
  }, 300_000);

  test('they stop with 0, and no line of a log is about an error that nobody classified, or has a key', async () => {
    await Promise.all([...agents, twin, thief].map((agent) => agent.process.stop(60_000)));
    for (const [index, agent] of agents.entries()) {
      expect(agent.process.ended).toBe(0);
      const log = readFileSync(agent.process.options.logFile, 'utf8');
      expect(log).not.toContain('unclassified');
      expect(log).not.toContain(readFileSync(net.node(index).passwordFile, 'utf8').trim());
    }
  }, 300_000);
});
