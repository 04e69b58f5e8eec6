import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Attempt, AttemptState } from '@pacer/agent';
import { EndpointPool } from '@pacer/client';
import { startLocalNet, TcpProxy, waitFor, type LocalNet } from '@pacer/testing';
import { AgentProcess, inclusions, wideWindows } from './agents.test.support.js';
import type { Part } from './settings.js';

const STATES = ['intent', 'signed', 'broadcast', 'final'] as const;
const PARTS = ['deal', 'open'] as const;

let net: LocalNet;
/** Reads from a node that the agent under test never uses. */
let witness: EndpointPool;
let proxies: TcpProxy[];
/** The one that is killed, behind proxies, and those of the other Hosts, which are left alone. */
let agent: AgentProcess;
let others: AgentProcess[];

beforeAll(async () => {
  net = await startLocalNet({ editGenesis: wideWindows });
  witness = new EndpointPool({ urls: [net.node(3).rpc], chainId: net.chainId, probeEveryMs: 100 });
  proxies = await Promise.all(
    [0, 1, 2].map((index) => TcpProxy.start({ host: '127.0.0.1', port: net.node(index).ports.rpc })),
  );
  agent = new AgentProcess(net, net.node(0), { name: 'agent', rpc: proxies.map(({ url }) => url) });
  const rpc = net.nodes.map((node) => node.rpc);
  others = [1, 2, 3].map((index) => new AgentProcess(net, net.node(index), { name: 'agent', rpc }));
  await Promise.all([agent, ...others].map(({ process }) => process.start()));
}, 180_000);

afterAll(async () => {
  await Promise.all([agent, ...others].map(({ process }) => process.stop()));
  witness.close();
  await Promise.all(proxies.map((proxy) => proxy.close()));
  await net.stop();
}, 60_000);

/** What each state waits for: held back, the attempt stays in it. */
const HELD: Record<AttemptState, string | undefined> = {
  intent: 'cosmos.auth.v1beta1.Query/AccountInfo',
  signed: 'broadcast_tx_sync',
  broadcast: 'tx_search',
  final: undefined,
};

/** Kills the agent in a state of its first attempt, and starts it again. @returns the attempt as it was then */
async function killIn(state: AttemptState, part: Part, epoch: bigint): Promise<Attempt> {
  const held = HELD[state];
  if (held !== undefined) for (const proxy of proxies) void proxy.hold((sent) => sent.includes(held));
  const then = await waitFor(
    `${part}/${epoch}#1 in state ${state}`,
    () => agent.attempts(part, epoch).find((one) => one.state === state),
    { everyMs: 1, timeoutMs: 120_000 },
  );
  await agent.process.kill();
  for (const proxy of proxies) {
    proxy.release();
    // What is held stays held: a new connection is a new chance.
    proxy.setMode('cut');
    proxy.setMode('pass');
  }
  await agent.process.start();
  return then;
}

describe.each(STATES)('killed while its attempt is in state %s', (state) => {
  const epoch = BigInt(STATES.indexOf(state));

  test.each(PARTS)(
    `it sends the same %s again, and the chain has it once`,
    async (part) => {
      const then = await killIn(state, part, epoch);
      const end = await waitFor(
        `the end of ${part}/${epoch}#1`,
        () => agent.attempts(part, epoch).find(({ outcome }) => outcome),
        { timeoutMs: 120_000 },
      );
      expect(end).toMatchObject({ attempt: 1, outcome: { kind: 'ok' }, intent: { messages: then.intent.messages } });
      if (then.signed) expect(end.signed?.hash).toBe(then.signed.hash);
      expect(agent.attempts(part, epoch)).toHaveLength(1);
    },
    240_000,
  );

  test('nothing else of it is in any block of its epoch', async () => {
    const start = await waitFor(
      `epoch ${epoch + 1n}`,
      async () => {
        const { status } = await witness.latest();
        if (status.epoch <= epoch) return undefined;
        return (await witness.at(status.height).epoch.schedule(epoch + 1n)).schedule.start;
      },
      { timeoutMs: 120_000 },
    );
    const { query } = await witness.latest();
    const from = (await query.epoch.schedule(epoch)).schedule.start;
    const found = await inclusions(witness, net.node(0), { from, to: start - 1n });
    expect(found).toMatchObject([
      { part: 'deal', code: 0, hash: agent.attempts('deal', epoch)[0]?.signed?.hash },
      { part: 'open', code: 0, hash: agent.attempts('open', epoch)[0]?.signed?.hash },
    ]);
  }, 180_000);
});
