import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Attempt, AttemptState } from '@pacer/agent';
import { EndpointPool } from '@pacer/client';
import { decodeNonces } from '@pacer/sprint';
import { startLocalNet, TcpProxy, waitFor, type LocalNet, type LocalNode } from '@pacer/testing';
import { contributorOf, inclusions, ProverProcess, wideWindows, type HostProcess } from './agents.test.support.js';

const EPOCH = 0n;

/** What each state waits for: held back, the attempt stays in it. */
const HELD: Record<AttemptState, string | undefined> = {
  intent: 'cosmos.auth.v1beta1.Query/AccountInfo',
  signed: 'broadcast_tx_sync',
  broadcast: 'tx_search',
  final: undefined,
};
const STATES = Object.keys(HELD) as AttemptState[];

/** One Host's prover behind proxies of its own, killed while its first message is in one of the states. */
class Lane {
  readonly state: AttemptState;
  readonly host: LocalNode;
  readonly proxies: TcpProxy[];
  readonly agent: ProverProcess;
  /** the attempt as it was when the agent was killed */
  then: Attempt | undefined;

  constructor(state: AttemptState, host: LocalNode, proxies: TcpProxy[]) {
    this.state = state;
    this.host = host;
    this.proxies = proxies;
    const rpc = proxies.map(({ url }) => url);
    this.agent = new ProverProcess(net, host, { rpc, lines: ['threads = 1', 'checks = 0'] });
  }

  async kill(): Promise<void> {
    const held = HELD[this.state];
    if (held !== undefined) for (const proxy of this.proxies) void proxy.hold((sent) => sent.includes(held));
    this.then = await waitFor(
      `the first message of ${this.host.name} in state ${this.state}`,
      () => this.agent.attempts('work/0/').find((one) => one.state === this.state),
      { everyMs: 20, timeoutMs: 600_000 },
    );
    await this.agent.process.kill();
    for (const proxy of this.proxies) {
      proxy.release();
      // What is held stays held: a new connection is a new chance.
      proxy.setMode('cut');
      proxy.setMode('pass');
    }
    await this.agent.process.start();
  }
}

let net: LocalNet;
/** Reads from a node that no agent ever uses. */
let witness: EndpointPool;
let contributors: HostProcess[];
let lanes: Lane[];

beforeAll(async () => {
  net = await startLocalNet({ editGenesis: wideWindows });
  witness = new EndpointPool({ urls: [net.node(3).rpc], chainId: net.chainId, probeEveryMs: 100 });
  const rpc = [0, 1, 2].map((index) => net.node(index).rpc);
  contributors = net.nodes.map((node) => contributorOf(net, node, rpc));
  lanes = await Promise.all(
    STATES.map(async (state, index) => {
      const targets = [0, 1, 2].map((node) => ({ host: '127.0.0.1', port: net.node(node).ports.rpc }));
      return new Lane(state, net.node(index), await Promise.all(targets.map((target) => TcpProxy.start(target))));
    }),
  );
  await Promise.all([...contributors, ...lanes.map(({ agent }) => agent)].map(({ process }) => process.start()));
}, 600_000);

afterAll(async () => {
  await Promise.all([...contributors, ...lanes.map(({ agent }) => agent)].map(({ process }) => process.stop()));
  witness.close();
  await Promise.all(lanes.flatMap(({ proxies }) => proxies.map((proxy) => proxy.close())));
  await net.stop();
}, 300_000);

test('four provers are killed while their first message is in one of the four states each, and the window passes', async () => {
  await Promise.all(lanes.map((lane) => lane.kill()));
  await waitFor(
    'the end of the window',
    async () => {
      const { query, height } = await witness.latest();
      const target = await query.sprint.target(EPOCH);
      return target && target.computeEnd > 0n && height > target.computeEnd + 2n ? true : undefined;
    },
    { timeoutMs: 600_000 },
  );
}, 1_200_000);

describe.each(STATES)('killed while its message is in state %s', (state) => {
  const lane = (): Lane => lanes.find((one) => one.state === state)!;

  test('it sent the same bytes again, and another attempt only after the first had ended', () => {
    const { agent, then } = lane();
    const [first] = agent.attempts('work/0/1');
    expect(first).toMatchObject({ key: 'work/0/1', attempt: 1, intent: { messages: then!.intent.messages } });
    if (then!.signed) expect(first?.signed?.hash).toBe(then!.signed.hash);
    expect(first?.outcome).toBeDefined();
  });

  test('the chain has its nonces in order, all that its journal has, each once, and no message in a block besides', async () => {
    const { agent, host } = lane();
    const { query, height } = await witness.latest();
    const { chunks, work } = (await query.sprint.work({ epoch: EPOCH, host: host.address }))!;
    const nonces = chunks.flatMap(({ nonces: coded }) => decodeNonces(coded, coded.length));
    expect(nonces.length).toBe(work.count);
    expect(nonces.every((nonce, at) => at === 0 || nonce > nonces[at - 1]!)).toBe(true);
    expect(nonces).toEqual(agent.found(EPOCH).hits.filter((nonce) => nonce <= work.lastNonce));
    const found = await inclusions(witness, host, { from: 1n, to: height });
    const done = agent.attempts('work/0/').filter(({ outcome }) => outcome?.kind === 'ok');
    expect(found.filter(({ code }) => code === 0).map(({ hash }) => hash)).toEqual(
      done.map(({ signed }) => signed?.hash),
    );
    expect(done).toHaveLength(work.chunks);
    expect(work.chunks).toBeGreaterThan(0);
  }, 300_000);
});
