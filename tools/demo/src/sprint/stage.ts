import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Endpoint, EndpointPool, type Member, pacerQuery, type PacerQuery } from '@pacer/client';
import { pacerd } from '@pacer/testing';
import { type Teller } from '../teller.js';
import { untilOrFail } from '../until.js';
import { HONEST, NEWCOMER, type SprintWorld } from './world.js';

const run = promisify(execFile);
const names = ['host1', 'host2', 'host3', 'host4', 'host5'] as const;

/** Where the Sprint's scenes play. Facts are read from the honest Host's validator. */
export class Stage {
  readonly world: SprintWorld;
  readonly teller: Teller;
  readonly query: PacerQuery;
  readonly pool: EndpointPool;
  /** Who is killed and stays away, who signs twice and who forges, once the first Sprint has given weights. */
  parts = { killed: 0, doubled: 1, forger: 2 };
  readonly #signal: AbortSignal;

  constructor(world: SprintWorld, teller: Teller, signal: AbortSignal) {
    this.world = world;
    this.teller = teller;
    this.#signal = signal;
    const witness = new Endpoint(world.node(HONEST).rpc);
    this.query = pacerQuery(witness);
    this.pool = new EndpointPool({ urls: [witness.url], chainId: world.net.chainId, probeEveryMs: 100 });
  }

  address(index: number): string {
    return this.world.node(index).address;
  }

  /** A name for people. */
  nameOf(address: string): string {
    const index = names.findIndex((_, i) => this.address(i) === address);
    return names[index] ?? address;
  }

  /** Asks until there is an answer. @throws DemoFailed at `stage` when time is up */
  async until<T>(
    stage: string,
    expected: string,
    ask: () => T | undefined | Promise<T | undefined>,
    { timeoutMs = 240_000, log = undefined as (() => string) | undefined } = {},
  ): Promise<T> {
    const found = async () => {
      const { height, epoch, phase } = await this.query.epoch.status();
      return `height ${height}, epoch ${epoch}, phase ${phase}`;
    };
    return untilOrFail({ stage, expected, ask, found, timeoutMs, log }, this.teller, this.#signal);
  }

  /** Waits for a height. */
  async height(stage: string, height: bigint, timeoutMs?: number): Promise<void> {
    const reached = async () => ((await this.query.epoch.status()).height >= height ? true : undefined);
    await this.until(stage, `height ${height}`, reached, timeoutMs === undefined ? {} : { timeoutMs });
  }

  /** Waits until an epoch has begun, and returns its first height. */
  async epoch(stage: string, epoch: bigint): Promise<bigint> {
    const { schedule } = await this.until(
      stage,
      `epoch ${epoch}`,
      async () => {
        const now = await this.query.epoch.status();
        return now.epoch >= epoch ? now : undefined;
      },
      { timeoutMs: 600_000, log: () => this.world.host(HONEST).processes.contributor.tail() },
    );
    return schedule.start;
  }

  /** A Host as an epoch knows it; undefined if it is no member. */
  async member(index: number, epoch: bigint): Promise<Member | undefined> {
    return (await this.query.host.members(epoch)).find(({ host }) => host === this.address(index));
  }

  /** Voting power in CometBFT's own validator set of a height, by Host. */
  async power(height: bigint): Promise<Map<string, bigint>> {
    const url = `${this.world.node(HONEST).rpc}/validators?height=${height}&per_page=100`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(30_000) });
    const { result } = (await answer.json()) as {
      result: { validators: { pub_key: { value: string }; voting_power: string }[] };
    };
    const hosts = new Map(
      (await this.query.host.hosts()).flatMap((host) => host.keys.map((k) => [hex(k.consensus), host.address])),
    );
    return new Map(
      result.validators.map(({ pub_key: key, voting_power: power }) => {
        const host = hosts.get(hex(Buffer.from(key.value, 'base64')));
        return [host ?? 'nobody', BigInt(power)];
      }),
    );
  }

  /** What a Host's prover says of its work in an epoch: nonces that it computed, and hits among them. */
  async proved(index: number, epoch: bigint): Promise<{ done: number; found: number }> {
    const [command, args] = this.world.host(index).command('prover', ['status', '--json']);
    const { epochs } = JSON.parse((await run(command, [...args])).stdout) as {
      epochs: { epoch: string; done: string; found: number }[];
    };
    const one = epochs.find((each) => BigInt(each.epoch) === epoch);
    return { done: Number(one?.done ?? 0), found: one?.found ?? 0 };
  }

  /** Runs pacerd for a Host's operator against the honest Host's node, and waits for the transaction in a block. */
  async operate(index: number, args: readonly string[]): Promise<void> {
    const { name, home } = this.world.node(index);
    const node = `tcp://127.0.0.1:${this.world.node(HONEST).ports.rpc}`;
    const answer = await pacerd([
      ...args,
      ...['--from', name, '--keyring-backend', 'test', '--home', home, '--chain-id', this.world.net.chainId],
      ...['--node', node, '--yes', '--output', 'json'],
    ]);
    const { txhash, code, raw_log: log } = JSON.parse(answer) as { txhash: string; code: number; raw_log: string };
    if (code !== 0) throw new Error(`pacerd ${args.slice(0, 3).join(' ')} was refused: ${log}`);
    await pacerd(['query', 'wait-tx', txhash, '--node', node, '--timeout', '120s', '--output', 'json', '--home', home]);
  }

  newcomerHeight(): Promise<number> {
    return this.world.net.height(this.world.node(NEWCOMER));
  }

  close(): void {
    this.pool.close();
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
