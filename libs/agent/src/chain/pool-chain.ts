import {
  type Account,
  askAllPatiently,
  EndpointError,
  type Endpoint,
  type EndpointPool,
  type Patience,
} from '@pacer/client';
import { systemClock, type Clock } from '../clock.js';
import { AgentError } from '../error.js';
import type { BroadcastAnswer, ChainPort, ChainStatus, ScannedBlock, Sighting, Tip, TxResult } from '../tx/port.js';

/** sdk codes after which only a look at the chain tells: nonce or sequence used, mempool has it; deadline or last height past. */
const KNOWN_CODES = [18, 19, 32];
const EXPIRED_CODES = [30, 42];
/** How long a second endpoint is waited for, before something is signed for what the first one says. */
const PATIENCE = { times: 20, everyMs: 100 };

/** The engine's view of a Pacer chain through the endpoints of a pool. */
export class PoolChain implements ChainPort {
  readonly #pool: EndpointPool;
  readonly #patience: Patience;
  readonly #endpoints: ReadonlyMap<string, Endpoint>;
  /** agreed account numbers: they never change */
  readonly #accounts = new Map<string, bigint>();

  constructor(pool: EndpointPool, clock: Clock = systemClock) {
    this.#pool = pool;
    this.#patience = { ...PATIENCE, sleep: (ms) => clock.sleep(ms) };
    this.#endpoints = new Map(pool.endpoints.map((endpoint) => [endpoint.url, endpoint]));
  }

  async status(): Promise<ChainStatus> {
    return this.#pool.atLatest(async ({ status, endpoint }) => {
      const { chainId, height, blockTimeNs, params } = status;
      const { agreed, against } = await askAllPatiently(
        this.#pool,
        async (_query, other) => {
          const block = await other.block(height);
          return block === undefined ? undefined : block.timeNs === blockTimeNs;
        },
        this.#patience,
      );
      if (!agreed) throw alone(endpoint, `the time of block ${height}`, against);
      const { epochLength, targetBlockMs, minGasPrice, feeDenom } = params;
      return { chainId, height, timeNs: blockTimeNs, epochLength, targetBlockMs, price: { minGasPrice, feeDenom } };
    });
  }

  async accountNumber(address: string): Promise<bigint> {
    const known = this.#accounts.get(address) ?? (await this.#account(address)).accountNumber;
    this.#accounts.set(address, known);
    return known;
  }

  async sequence(address: string): Promise<bigint> {
    return (await this.#account(address)).sequence;
  }

  /** The account, as two endpoints have it where so many answer. */
  async #account(address: string): Promise<Account> {
    const account = await this.#pool.atLatest(async ({ query, endpoint }) => {
      const its = await query.auth.account(address);
      const { agreed, against } = await askAllPatiently(
        this.#pool,
        async ({ auth }) => isSame(await auth.account(address), its),
        this.#patience,
      );
      if (!agreed) throw alone(endpoint, `the account of ${address}`, against);
      return its;
    });
    if (account) return account;
    throw new AgentError(
      'account-unknown',
      `the chain has no account ${address}: give the hot key an allowance from the operator, or check key_file and chain_id`,
      { retryable: true },
    );
  }

  distrust(endpoint: string, why: string): void {
    this.#pool.distrust(endpoint, why);
  }

  endpoints(): readonly string[] {
    return [...this.#endpoints.keys()];
  }

  async tip(endpoint: string, signal?: AbortSignal): Promise<Tip> {
    const { chainId, nodeId, height, timeNs, earliestHeight } = await this.#of(endpoint).status(signal);
    return { chainId, nodeId: nodeId || endpoint, height, timeNs, earliestHeight };
  }

  async broadcast(endpoint: string, bytes: Uint8Array, signal?: AbortSignal): Promise<BroadcastAnswer> {
    const answer = await this.#of(endpoint).broadcast(bytes, signal);
    switch (answer.state) {
      case 'accepted':
        return { kind: 'accepted', code: 0, codespace: '', log: '' };
      case 'unknown':
        return { kind: 'known', code: answer.error.rpcCode, codespace: 'jsonrpc', log: answer.error.message };
      case 'refused': {
        const { code, codespace, log } = answer;
        const ofSdk = (codes: number[]) => codespace === 'sdk' && codes.includes(code);
        return {
          kind: ofSdk(KNOWN_CODES) ? 'known' : ofSdk(EXPIRED_CODES) ? 'expired' : 'refused',
          code,
          codespace,
          log,
        };
      }
    }
  }

  async sighting(endpoint: string, hash: string, signal?: AbortSignal): Promise<Sighting | undefined> {
    const found = await this.#of(endpoint).transaction(hash, signal);
    return found && { height: found.height, code: found.code, codespace: found.codespace, log: found.log };
  }

  async block(endpoint: string, height: bigint, signal?: AbortSignal): Promise<ScannedBlock> {
    const block = await this.#of(endpoint).block(height, signal);
    if (!block) throw missing(endpoint, height);
    return { height, timeNs: block.timeNs, hashes: block.txs.map(({ hash }) => hash) };
  }

  async result(endpoint: string, height: bigint, index: number, signal?: AbortSignal): Promise<TxResult> {
    const result = (await this.#of(endpoint).blockResults(height, signal))?.[index];
    if (!result) throw missing(endpoint, height);
    return { code: result.code, codespace: result.codespace, log: result.log };
  }

  #of(url: string): Endpoint {
    const endpoint = this.#endpoints.get(url);
    if (!endpoint) throw new AgentError('too-few-endpoints', `${url} is none of the endpoints in rpc`);
    return endpoint;
  }
}

function isSame(one: Account | undefined, other: Account | undefined): boolean {
  return one?.accountNumber === other?.accountNumber && one?.sequence === other?.sequence;
}

function alone({ url }: Endpoint, what: string, against: readonly string[]): EndpointError {
  const others = against.length > 0 ? `${against.join(', ')} has another` : 'no other endpoint has it yet';
  return new EndpointError(url, 'untrue', `it alone shows ${what}: ${others}`);
}

function missing(endpoint: string, height: bigint): EndpointError {
  return new EndpointError(endpoint, 'stale', `does not have block ${height}; a node that keeps its blocks is needed`);
}
