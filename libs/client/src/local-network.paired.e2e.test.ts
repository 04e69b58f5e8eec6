import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fromHex } from '@cosmjs/encoding';
import { Phase } from '@pacer/proto/epoch/v1';
import { BatchKind, MsgCommitBatch, MsgCommitBatchResponse } from '@pacer/proto/inference/v1';
import { RewardState } from '@pacer/proto/reward/v1';
import { type LocalNet, type LocalNode, pacerd, startLocalNet, waitFor } from '@pacer/testing';
import {
  classify,
  EndpointPool,
  HeightFollower,
  includedIn,
  type IncludedTx,
  listenForBlocks,
  messageResponses,
  secp256k1Signer,
  signTx,
  type TxSigner,
  type WakeUpChange,
} from './index.js';

let net: LocalNet;
let node: LocalNode;
let pool: EndpointPool;
let operatorKey: string;
let operator: TxSigner;

beforeAll(async () => {
  net = await startLocalNet({
    // On a slow machine too, the batches come before the tail.
    editGenesis: ({ app_state: state }) => {
      (state.epoch!.params as Record<string, unknown>).epoch_length = '130';
    },
  });
  node = net.node(0);
  const args = ['keys', 'export', node.name, '--unarmored-hex', '--unsafe', '--yes', '--keyring-backend', 'test'];
  operatorKey = await pacerd([...args, '--home', node.home]);
  operator = secp256k1Signer(fromHex(operatorKey));
  pool = new EndpointPool({ urls: net.nodes.map(({ rpc }) => rpc), chainId: net.chainId, probeEveryMs: 100 });
}, 600_000);

afterAll(async () => {
  pool.close();
  await net.stop();
}, 300_000);

const batch = (root: number, epoch = 0n) => ({
  typeUrl: `/${MsgCommitBatch.$type}`,
  value: MsgCommitBatch.encode({
    ...{ signer: operator.address, host: node.address, epoch, kind: BatchKind.ARTIFACT, model: 'pacer/ref-1' },
    ...{ count: 2, root: new Uint8Array(32).fill(root), totalTokens: 9n, totalFee: 0n },
  }).finish(),
});

/** The transaction once it is in a block, asked of every node. */
function inclusion(hash: string): Promise<IncludedTx> {
  return waitFor('the transaction in a block', async () => {
    for (const endpoint of pool.endpoints) {
      const tx = await endpoint.transaction(hash);
      if (tx) return tx;
    }
    return undefined;
  });
}

describe('against a local network', () => {
  test('the lines of the README run as they stand there', async () => {
    const [, code = ''] =
      /```ts\n([^]*?)```/.exec(readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')) ?? [];
    const lines = code.split('\n').filter((line) => line !== '' && !line.startsWith('import '));
    expect(lines).toHaveLength(10);
    // Beside this package, so that it finds the built package as a user does.
    const folder = mkdtempSync(join(import.meta.dirname, '../.readme-'));
    try {
      const file = join(folder, 'example.mjs');
      const given = `const [urls, chainId, host, secretHex] = JSON.parse(process.argv[2]);
        const secretKey = Buffer.from(secretHex, 'hex'); const secret = new Uint8Array(96);`;
      const tell = `console.log(JSON.stringify([String(epoch), phase, settled, String(reward.amount), answer.state, tx.hash]));
        pool.close();`;
      const imports = code.split('\n').filter((line) => line.startsWith('import '));
      writeFileSync(file, [...imports, given, ...lines, tell, 'void included;'].join('\n'));
      const urls = net.nodes.map(({ rpc }) => rpc);
      const argument = JSON.stringify([urls, net.chainId, node.address, operatorKey]);
      const { stdout } = await promisify(execFile)(process.execPath, [file, argument], { timeout: 240_000 });
      const [epoch, phase, settled, amount, answer, hash] = JSON.parse(stdout) as [string, Phase, ...string[]];
      expect({ epoch, phase, settled, amount, answer }).toEqual({
        ...{ epoch: '0', phase: Phase.SERVING, settled: false, amount: '0', answer: 'accepted' },
      });
      // Before the cutoff nothing can be claimed: included, refused by the module, and to be tried again.
      const { code: refused, codespace } = await inclusion(hash!);
      expect({ codespace, refused }).toEqual({ codespace: 'reward', refused: 3 });
      expect(classify(codespace, refused)).toMatchObject({ class: 'retry', name: 'reward/NOT_SETTLED' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 300_000);

  test('a batch is signed, included once, and read back from state, index and block', async () => {
    const now = await pool.latest();
    expect(now.status).toMatchObject({ chainId: net.chainId, epoch: 0n, alarms: 0n });
    const tx = await signTx(now, operator, [batch(7)]);
    for (const endpoint of pool.endpoints) {
      expect(['accepted', 'unknown']).toContain((await endpoint.broadcast(tx.bytes)).state);
    }
    const { code, height, log } = await inclusion(tx.hash);
    expect({ code, log }).toEqual({ code: 0, log: '' });
    const inBlock = await includedIn(pool, height, tx.hash);
    const [answer] = messageResponses(inBlock!.data);
    const { id } = MsgCommitBatchResponse.decode(answer!.value);
    const header = (await pool.at(height).inference.headers({ epoch: 0n, from: id })).headers[0];
    expect(header).toMatchObject({ id, host: node.address, count: 2, height, root: new Uint8Array(32).fill(7) });
    const before = await pool.at(height - 1n).inference.headers({ epoch: 0n });
    expect(before.headers.some((one) => one.id === id)).toBe(false);
  }, 300_000);

  test('the same bytes again are never included again, whatever a node answers', async () => {
    const tx = await signTx(await pool.latest(), operator, [batch(8)]);
    await pool.endpoints[0]!.broadcast(tx.bytes);
    // The next test signs at a later block than this one: at the same one, from a node that lags, it would use the same nonce.
    pool.observe((await inclusion(tx.hash)).height);
    const again = await pool.endpoints[0]!.broadcast(tx.bytes);
    expect(again.state).not.toBe('accepted');
    if (again.state === 'refused') expect(classify(again.codespace, again.code).class).toBe('retry');
  }, 300_000);

  test('a node refuses what the chain would, with the code of the module or the SDK', async () => {
    const now = await pool.latest();
    const unpaid = await signTx(
      { ...now, status: { ...now.status, params: { ...now.status.params, minGasPrice: '0' } } },
      operator,
      [batch(9)],
    );
    const low = await now.endpoint.broadcast(unpaid.bytes);
    expect(low).toMatchObject({ state: 'refused' });
    if (low.state === 'refused') expect(classify(low.codespace, low.code).class).toBe('fix');
    const late = await signTx(now, operator, [batch(9)], { validForNs: -1_000_000_000n });
    expect(await now.endpoint.broadcast(late.bytes)).toMatchObject({ state: 'refused', codespace: 'sdk' });
    const foreign = await signTx({ ...now, status: { ...now.status, chainId: 'pacer-other-1' } }, operator, [batch(9)]);
    expect(await now.endpoint.broadcast(foreign.bytes)).toMatchObject({ state: 'refused', codespace: 'sdk', code: 4 });
  }, 300_000);

  test('queries of every module answer, at one height on every node', async () => {
    const { query, height, status } = await pool.latest();
    const members = await query.host.members(0n);
    expect(members.map(({ host }) => host).sort()).toEqual(net.nodes.map(({ address }) => address).sort());
    expect(members.reduce((sum, { weight }) => sum + weight, 0n)).toBe(1_000_000_000n);
    expect((await query.host.host(node.address)).stake).toBe(1_000_000_000n);
    expect((await query.host.hosts()).length).toBe(4);
    expect((await query.host.slots(0n)).reduce((sum, { count }) => sum + count, 0n)).toBe(64n);
    expect((await query.inference.models()).map(({ id }) => id)).toEqual(['pacer/ref-1']);
    expect((await query.validation.allResults({ epoch: 0n, host: node.address }, height)).results).toEqual([]);
    expect(await query.validation.rate(0n)).toBe(500_000);
    const slot = await query.inference.nextSlot({ host: node.address, kind: BatchKind.ARTIFACT, model: 'pacer/ref-1' });
    expect(slot.height).toBeGreaterThan(height);
    const totals = await query.reward.totals();
    expect(totals.supply).toBe(
      totals.genesisSupply + totals.minted - totals.burnedUnclaimed - totals.burnedFees - totals.burnedLeafFees,
    );
    expect(await query.bank.supply('upacer')).toBe(totals.supply);
    expect((await query.reward.claimCost({ epoch: 0n, host: node.address })).settled).toBe(false);
    for (const module of [query.epoch, query.host, query.sprint, query.inference, query.validation, query.reward]) {
      expect(await module.params(0n)).toHaveProperty('live');
    }
    const { hotKey } = await query.host.host(node.address);
    const allowance = await query.feegrant.allowance({ granter: node.address, grantee: hotKey });
    expect(allowance?.limit?.get('upacer')).toBe(100_000_000n);
    expect([...allowance!.messages!].sort()).toEqual([
      '/pacer.inference.v1.MsgCommitBatch',
      '/pacer.reward.v1.MsgClaimReward',
      '/pacer.sprint.v1.MsgChallengeWork',
      '/pacer.sprint.v1.MsgCommitWork',
      '/pacer.sprint.v1.MsgDeal',
      '/pacer.sprint.v1.MsgOpen',
      '/pacer.validation.v1.MsgSubmitResults',
    ]);
    expect((await query.auth.account(node.address))?.sequence).toBe(0n);
    const answers = await Promise.all(
      pool.endpoints.map((endpoint) =>
        waitFor('the height', async () => {
          const { value } = await endpoint.queryAbci('/pacer.epoch.v1.Query/Status', new Uint8Array(), Number(height));
          return Buffer.from(value).toString('hex');
        }),
      ),
    );
    expect(new Set(answers).size).toBe(1);
    expect((await query.epoch.schedule(0n)).schedule).toEqual(status.schedule);
  }, 300_000);

  test('what does not exist is refused with a class, not a crash', async () => {
    const { query } = await pool.latest();
    const nobody = secp256k1Signer(new Uint8Array(32).fill(3)).address;
    await expect(query.host.host(nobody)).rejects.toMatchObject({ name: 'QueryError' });
    expect(await query.auth.account(nobody)).toBeUndefined();
    await expect(query.epoch.schedule(99n)).rejects.toMatchObject({ name: 'QueryError' });
    await expect(pool.at(1_000_000n).epoch.status()).rejects.toMatchObject({
      name: 'NoEndpointError',
      retryable: true,
    });
  }, 300_000);

  test('the follower sees every block while the node it reads from is killed', async () => {
    const seen: bigint[] = [];
    let kept = 0n;
    const follower = new HeightFollower({
      pool,
      cursor: { load: () => kept || undefined, save: (height) => void (kept = height) },
      from: 1n,
      pollMs: 100,
    });
    let killed: string | undefined;
    for await (const { height } of follower) {
      seen.push(height);
      if (height >= 5n && killed === undefined) {
        killed = (await pool.best()).url;
        await net.nodes.find(({ rpc }) => rpc === killed)!.process.stop();
      }
      if (height >= 25n) break;
    }
    expect(seen).toEqual(Array.from({ length: 25 }, (_, index) => BigInt(index + 1)));
    // One that is slow for a moment on a busy machine is asked again by itself; the killed one stays away.
    const faulty = () => pool.health.filter(({ fault }) => fault !== undefined).map(({ url }) => url);
    await waitFor('the killed node alone at fault', async () => {
      await pool.latest();
      return faulty().join() === killed ? true : undefined;
    });
    expect((await pool.latest()).height).toBeGreaterThanOrEqual(25n);
  }, 600_000);

  test('new blocks are heard of from the next node when the first is dead, each about once', async () => {
    const stopped = net.nodes.find((one) => !one.process.running)!;
    const running = net.nodes.find((one) => one.process.running)!;
    const stop = new AbortController();
    const changes: WakeUpChange[] = [];
    let hints = 0;
    const ended = listenForBlocks({
      urls: [stopped.rpc, running.rpc],
      onHint: () => (hints += 1),
      height: () => pool.minHeight,
      signal: stop.signal,
      onChange: (change) => changes.push(change),
      // Long: a node that is well may take its time on a busy machine.
      answerMs: 60_000,
    });
    await waitFor('a hint', () => (hints > 0 ? true : undefined));
    const height = async () => Number((await pool.endpoints.find(({ url }) => url === running.rpc)!.status()).height);
    const [from, before] = [await height(), hints];
    await net.waitForHeight(from + 6, 240_000, running);
    const blocks = (await height()) - from;
    await waitFor('a hint for each block', () => (hints - before >= blocks - 2 ? true : undefined));
    stop.abort();
    await ended;
    expect(changes.map(({ kind }) => kind)).toEqual(['lost', 'listening']);
    expect(hints - before).toBeLessThanOrEqual((await height()) - from + 2);
  }, 600_000);

  test('the reward of an epoch without batches is settled at the cutoff', async () => {
    const { status } = await pool.latest();
    const running = net.nodes.find((one) => one.process.running);
    await net.waitForHeight(Number(status.schedule.cutoff) + 1, 400_000, running);
    // Another node may be some blocks behind.
    const reward = await waitFor('the settlement', async () => {
      const { query } = await pool.latest();
      const now = await query.reward.settlement({ epoch: 0n, host: node.address });
      return now.settled ? now.reward : undefined;
    });
    expect(reward.state).toBe(RewardState.CLAIMABLE);
    expect(reward.amount).toBe(25_000_000_000n);
  }, 600_000);
});
