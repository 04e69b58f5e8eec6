import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { isDone, TxJournal } from '@pacer/agent';
import { Endpoint } from '@pacer/client';
import { startLocalNet, waitFor, type LocalNet } from '@pacer/testing';
import { accountOf, fund } from './account.js';
import { ChainWatch } from './chain-watch.js';
import { CourierAgent } from './courier-agent.js';
import { auditDeliveries, paymentsIn } from './delivery-audit.js';
import { restartFromExport } from './faults/export.js';
import { ProxiedRpc } from './proxied-rpc.js';
import { START_BALANCE } from './storm.js';

let net: LocalNet;
let rpc: ProxiedRpc;
let courier: CourierAgent;

beforeAll(async () => {
  net = await startLocalNet({
    editGenesis: (genesis) => {
      fund(genesis, [accountOf('heir')], START_BALANCE);
    },
  });
  rpc = await ProxiedRpc.start(net.nodes.slice(0, -1));
  // Its deliveries show in balances: the new chain has no blocks in which an inclusion could be found.
  courier = new CourierAgent({ net, name: 'heir', rpc, isShown: true });
}, 300_000);

afterAll(async () => {
  await courier.program.stop();
  await rpc.close();
  await net.stop();
}, 300_000);

function states(): Record<string, string> {
  const journal = TxJournal.openReadOnly(courier.journal);
  const all = courier.deliveries.map(({ key }) => [key, journal?.latest(key)?.state ?? 'none']);
  journal?.close();
  return Object.fromEntries(all) as Record<string, string>;
}

const holding = (parts: readonly string[]) => {
  rpc.hold((body) => parts.some((one) => body.includes(one)));
};
const reached = (key: string, state: string) =>
  waitFor(`${key} in ${state}`, () => (states()[key] === state ? true : undefined), {
    everyMs: 20,
    timeoutMs: 240_000,
  });

const done = (key: string) =>
  waitFor(
    `the end of ${key}`,
    () => {
      const journal = TxJournal.openReadOnly(courier.journal);
      const isOver = isDone(journal?.latest(key));
      journal?.close();
      return isOver || undefined;
    },
    { everyMs: 50, timeoutMs: 240_000 },
  );

test('an agent with its old journal goes on on a chain that was started from an export, and sends nothing twice', async () => {
  const old = new ChainWatch(new Endpoint(net.node(3).rpc));
  const count = async (watch: ChainWatch) => {
    await watch.catchUp();
    return paymentsIn(watch.txs);
  };
  courier.list(2);
  await courier.program.start();
  await waitFor('two deliveries', () =>
    Object.values(states()).every((state) => state === 'final') ? true : undefined,
  );
  await courier.program.kill();

  // One that is in a block, and the journal does not know.
  holding(['tx_search']);
  courier.list(1);
  await courier.program.start();
  await reached('send/3', 'broadcast');
  holding(['bank.v1beta1']);
  await waitFor('its block', async () => ((await count(old)).length === 3 ? true : undefined));
  await courier.program.kill();
  expect(states()).toMatchObject({ 'send/3': 'broadcast' });

  // One that is signed and was never sent.
  rpc.heal();
  holding(['tx_search', 'broadcast_tx_sync']);
  courier.list(1);
  await courier.program.start();
  await reached('send/4', 'signed');
  await courier.program.kill();
  rpc.heal();
  expect(states()).toEqual(expect.objectContaining({ 'send/1': 'final', 'send/2': 'final', 'send/4': 'signed' }));

  const before = await count(old);
  const first = await restartFromExport(net);
  courier.list(1);
  await courier.program.start();
  const fresh = new ChainWatch(new Endpoint(net.node(3).rpc), first);
  // No node has the blocks of before; that send/4 is in none of them follows from the state, which would show it.
  for (const key of ['send/3', 'send/4', 'send/5']) await done(key);
  // The witness may be a block behind the nodes that the courier asks.
  await net.waitForHeight((await net.height()) + 1, 240_000, net.node(3));
  const audit = auditDeliveries(courier.account.address, courier.deliveries, [...before, ...(await count(fresh))]);
  expect(audit).toMatchObject({ doubled: [], foreign: [], lost: [] });
}, 900_000);
