import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rmSync } from 'node:fs';
import { Endpoint, pacerQuery } from '@pacer/client';
import { startLocalNet, waitFor, type LocalNet } from '@pacer/testing';
import { accountOf, fund } from './account.js';
import { ChainWatch } from './chain-watch.js';
import { DENOM } from './courier/courier.js';
import { CourierAgent } from './courier-agent.js';
import { auditDeliveries, paymentsIn } from './delivery-audit.js';
import { ProxiedRpc } from './proxied-rpc.js';
import { isRight, reportText } from './report.js';
import { START_BALANCE, storm } from './storm.js';

/** Blocks in the five seconds of a span, and some. */
const SPAN_BLOCKS = 20;

test('a short storm of kills, endpoint and disk faults and a halt: nothing is lost, nothing is doubled', async () => {
  const said: string[] = [];
  const result = await storm({
    ...{ minutes: 1, seed: 5, couriers: 2, killsBetween: 2, hosts: false, halts: true },
    say: (line) => said.push(line),
  });
  const faults = result.rows.filter(({ struck }) => struck > 0).map(({ fault }) => fault);
  try {
    expect(result).toMatchObject({ lost: 0, doubled: 0, wrongAccounts: [] });
    expect(isRight(result)).toBe(true);
    // A storm in which nothing happened would prove nothing.
    expect(result.kills.total).toBeGreaterThan(5);
    expect(result.deliveries).toBeGreaterThan(20);
    expect(result.twins.sameBytes).toBeGreaterThan(0);
    expect(faults).toEqual(expect.arrayContaining(['SIGKILL at random', 'chain halt']));
    expect(faults.some((fault) => fault.startsWith('rpc '))).toBe(true);
  } catch (error) {
    throw new Error(`${said.join('\n')}\n${reportText(result)}`, { cause: error });
  }
}, 1_200_000);

describe('the audit', () => {
  let net: LocalNet;
  let rpc: ProxiedRpc;
  let courier: CourierAgent;

  beforeAll(async () => {
    net = await startLocalNet({
      editGenesis: (genesis) => {
        fund(genesis, [accountOf('careless')], START_BALANCE);
      },
    });
    rpc = await ProxiedRpc.start(net.nodes.slice(0, -1));
    courier = new CourierAgent({ net, name: 'careless', rpc, isShown: false });
  }, 300_000);

  afterAll(async () => {
    await courier.program.stop();
    await rpc.close();
    await net.stop();
  }, 300_000);

  test('finds what is doubled: a courier that lost its journal does all of its work again', async () => {
    const watch = new ChainWatch(new Endpoint(net.node(3).rpc));
    const audit = async () => {
      await watch.catchUp();
      return auditDeliveries(courier.account.address, courier.deliveries, paymentsIn(watch.txs));
    };
    await courier.program.start();
    courier.list(2);
    await waitFor('two deliveries', async () => ((await audit()).lost.length === 0 ? true : undefined));
    expect(await audit()).toMatchObject({ lost: [], doubled: [], foreign: [] });

    await courier.program.kill();
    rmSync(courier.journal.stateDir, { recursive: true });
    // Within one span of deadlines it would make the same bytes, and the chain would take them for what they are.
    await net.waitForHeight((await net.height()) + SPAN_BLOCKS);
    await courier.program.start();
    courier.closeList();
    await waitFor('the end of its second life', () => (courier.program.isFinished ? true : undefined));
    // The witness may be a block behind the nodes that the courier asks.
    await net.waitForHeight((await net.height()) + 1, 240_000, net.node(3));
    const found = await audit();
    expect(found).toMatchObject({ lost: [], doubled: courier.deliveries, foreign: [] });
    const balance = await pacerQuery(new Endpoint(net.node(3).rpc)).bank.balance(courier.account.address, DENOM);
    expect(START_BALANCE - balance).toBe(found.paid + found.fees);
    expect(found.paid).toBe(courier.deliveries.reduce((sum, { amount }) => sum + 2n * amount, 0n));
  }, 600_000);

  test('finds what is lost: work that is in no block', async () => {
    const watch = new ChainWatch(new Endpoint(net.node(3).rpc));
    await watch.catchUp();
    const missing = { key: 'send/99', to: accountOf('sink').address, amount: 99n, isShown: false };
    const { lost } = auditDeliveries(courier.account.address, [missing], paymentsIn(watch.txs));
    expect(lost).toEqual([missing]);
  });
});
