import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Attempt, AttemptState } from '@pacer/agent';
import { EndpointPool } from '@pacer/client';
import { startLocalNet, TcpProxy, waitFor, type LocalNet, type LocalNode } from '@pacer/testing';
import { AgentProcess, inclusions, wideWindows } from './agents.test.support.js';
import type { Part } from './settings.js';

const PARTS = ['deal', 'open'] as const;
const EPOCH = 0n;

/** What each state waits for: held back, the attempt stays in it. */
const HELD: Record<AttemptState, string | undefined> = {
  intent: 'cosmos.auth.v1beta1.Query/AccountInfo',
  signed: 'broadcast_tx_sync',
  broadcast: 'tx_search',
  final: undefined,
};
const STATES = Object.keys(HELD) as AttemptState[];

/** One Host's agent behind proxies of its own, killed in one of the states. */
class Lane {
  readonly state: AttemptState;
  readonly host: LocalNode;
  readonly proxies: TcpProxy[];
  readonly agent: AgentProcess;
  /** the attempt of each part as it was when the agent was killed */
  readonly then = new Map<Part, Attempt>();

  constructor(state: AttemptState, host: LocalNode, proxies: TcpProxy[]) {
    this.state = state;
    this.host = host;
    this.proxies = proxies;
    this.agent = new AgentProcess(net, host, { name: 'agent', rpc: proxies.map(({ url }) => url) });
  }

  /** Kills the agent in its state of the first attempt, starts it again, and waits for the end. */
  async killIn(part: Part): Promise<void> {
    const held = HELD[this.state];
    if (held !== undefined) for (const proxy of this.proxies) void proxy.hold((sent) => sent.includes(held));
    const then = await waitFor(
      `${part}#1 of ${this.host.name} in state ${this.state}`,
      () => this.agent.attempts(part, EPOCH).find((one) => one.state === this.state),
      { everyMs: 20, timeoutMs: 600_000 },
    );
    this.then.set(part, then);
    await this.agent.process.kill();
    for (const proxy of this.proxies) {
      proxy.release();
      // What is held stays held: a new connection is a new chance.
      proxy.setMode('cut');
      proxy.setMode('pass');
    }
    await this.agent.process.start();
    await waitFor(
      `the end of ${part} of ${this.host.name}`,
      () => this.agent.attempts(part, EPOCH).find(({ outcome }) => outcome?.kind === 'ok'),
      { timeoutMs: 300_000 },
    );
  }
}

let net: LocalNet;
/** Reads from a node that no agent uses. */
let witness: EndpointPool;
let lanes: Lane[];

beforeAll(async () => {
  net = await startLocalNet({ editGenesis: wideWindows });
  witness = new EndpointPool({ urls: [net.node(3).rpc], chainId: net.chainId, probeEveryMs: 100 });
  lanes = await Promise.all(
    STATES.map(async (state, index) => {
      const targets = [0, 1, 2].map((node) => ({ host: '127.0.0.1', port: net.node(node).ports.rpc }));
      return new Lane(state, net.node(index), await Promise.all(targets.map((target) => TcpProxy.start(target))));
    }),
  );
  await Promise.all(lanes.map(({ agent }) => agent.process.start()));
}, 600_000);

afterAll(async () => {
  await Promise.all(lanes.map(({ agent }) => agent.process.stop()));
  witness.close();
  await Promise.all(lanes.flatMap(({ proxies }) => proxies.map((proxy) => proxy.close())));
  await net.stop();
}, 300_000);

test.each(PARTS)(
  'four agents are killed while their %s is in one of the four states each, and end it',
  async (part) => {
    await Promise.all(lanes.map((lane) => lane.killIn(part)));
  },
  1_200_000,
);

describe.each(STATES)('killed while its attempt is in state %s', (state) => {
  const lane = (): Lane => lanes.find((one) => one.state === state)!;

  test.each(PARTS)('it sent the same %s again, and another attempt only after the first was proven dead', (part) => {
    const then = lane().then.get(part)!;
    expect(then.signed === undefined).toBe(state === 'intent');
    const all = lane().agent.attempts(part, EPOCH);
    const { messages } = then.intent;
    expect(all[0]).toMatchObject({ attempt: 1, intent: { messages } });
    if (then.signed) expect(all[0]?.signed?.hash).toBe(then.signed.hash);
    // A machine that takes longer to start a program than a deadline lasts makes a second attempt of it.
    const ends = all.map(({ outcome }) => outcome?.kind);
    expect(ends).toEqual([...ends.slice(1).map(() => 'dead'), 'ok']);
  });

  test('the chain has each once, and nothing else of it in any block of the epoch', async () => {
    const start = await waitFor(
      `epoch ${EPOCH + 1n}`,
      async () => {
        const { status, query } = await witness.latest();
        return status.epoch > EPOCH ? (await query.epoch.schedule(EPOCH + 1n)).schedule.start : undefined;
      },
      { timeoutMs: 240_000 },
    );
    const { agent, host } = lane();
    const found = await inclusions(witness, host, { from: 1n, to: start - 1n });
    expect(found).toMatchObject(
      PARTS.map((part) => ({ part, code: 0, hash: agent.attempts(part, EPOCH).at(-1)?.signed?.hash })),
    );
  }, 600_000);
});
