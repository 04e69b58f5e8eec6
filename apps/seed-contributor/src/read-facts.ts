import type { Attempt, HostSigner, TxStore } from '@pacer/agent';
import { EndpointError, pacerQuery, type DealStatus, type EndpointPool, type Snapshot } from '@pacer/client';
import { compare, hex } from '@pacer/crypto';
import { dealSlot } from './deal-slot.js';
import type { AttemptFacts, Facts, PartFacts, Prepared, RoundFacts } from './facts.js';
import { readMessage } from './messages.js';
import { partKey, type Part } from './settings.js';
import { shownTestimony } from './shown.js';
import { checkedTable, type Table } from './table.js';

/** Blocks after which a dealing or opening that one endpoint shows and others deny is no longer believed. */
const PATIENCE_BLOCKS = 5n;

/** Where facts are read from. */
export interface Sources {
  chainId: string;
  host: string;
  /** undefined for looking on with a key file that does not open */
  signer: Pick<HostSigner, 'dealingPublicKey'> | undefined;
  /** what the engine writes; for looking on, read-only */
  attempts: Pick<TxStore, 'attempts'>;
  pool: EndpointPool;
  /** what is computed so far */
  prepared: (key: string, about: string) => Prepared;
}

/** Reads what a plan needs, all of the chain from one endpoint at one height, and remembers what never changes. */
export class FactsReader {
  readonly #sources: Sources;
  readonly #dealingKey: Uint8Array | undefined;
  readonly #confirmed = new Set<string>();
  readonly #unconfirmedSince = new Map<string, bigint>();
  readonly #maxAttempts = new Map<bigint, number>();
  #table: Table | undefined;

  constructor(sources: Sources) {
    this.#sources = sources;
    this.#dealingKey = sources.signer?.dealingPublicKey;
  }

  /** The slot table of the last facts. */
  get table(): Table | undefined {
    return this.#table;
  }

  /** @throws NoEndpointError when no endpoint's answers fit each other, with what is wrong with each */
  read(): Promise<Facts> {
    return this.#sources.pool.atLatest(async ({ endpoint, status, height }) => {
      const query = pacerQuery(endpoint, height);
      const { epoch, meanBlockMs, params } = status;
      const deal = await query.sprint.dealStatus(epoch);
      if (!deal) throw new EndpointError(endpoint.url, 'untrue', `has no round of epoch ${epoch}, in which it is`);
      const table = await this.#checked({ endpoint, status, query }, deal);
      this.#table = table;
      const maxAttempts = this.#maxAttempts.get(epoch) ?? (await query.sprint.params(epoch)).params.maxAttempts;
      this.#maxAttempts.set(epoch, maxAttempts);
      const round = await this.#round(status, height, deal, table, maxAttempts);
      return { height, epoch, blockMs: meanBlockMs > 0n ? meanBlockMs : params.targetBlockMs, round };
    });
  }

  async #checked({ endpoint, status, query }: Omit<Snapshot, 'height'>, deal: DealStatus): Promise<Table> {
    const known = this.#table;
    if (known?.round.epoch === status.epoch && compare(known.round.tableHash, deal.round.tableHash) === 0) return known;
    const members = await query.host.members(status.epoch);
    return checkedTable(this.#sources.chainId, this.#sources.host, { url: endpoint.url, status, deal, members });
  }

  async #round(
    { schedule, params, epoch }: Snapshot['status'],
    height: bigint,
    { round, contributions, dealOpen, dealClose, openFrom }: DealStatus,
    table: Table,
    maxAttempts: number,
  ): Promise<RoundFacts> {
    const { chainId, host } = this.#sources;
    const self = contributions.find((one) => one.host === host);
    const key = table.dealingKey;
    return {
      ...{ epoch, held: table.held, slots: round.slots, threshold: round.threshold, dealtSlots: round.dealtSlots },
      keyFits: key === undefined || !this.#dealingKey || compare(this.#dealingKey, key) === 0,
      dealWindow: { from: dealOpen, end: dealClose, exact: true },
      dealAt: dealSlot({ chainId, epoch, host, dealOpen, dealClose }),
      ...{ closeHeight: round.closeHeight, cutoff: schedule.cutoff, openFrom, beaconHeight: round.beaconHeight },
      ...{ nextStart: schedule.nextStart, earliestEnd: schedule.start + params.epochLength },
      ...{ attemptsUsed: self?.attempts ?? 0, maxAttempts },
      parts: {
        deal: await this.#part('deal', table, self?.dealtHeight ?? 0n, height),
        open: await this.#part('open', table, self?.openedHeight ?? 0n, height),
      },
    };
  }

  async #part(part: Part, { round: { epoch, tableHash } }: Table, onChain: bigint, height: bigint): Promise<PartFacts> {
    const { attempts, prepared } = this.#sources;
    const key = partKey(part, epoch);
    return {
      ...{
        height: onChain,
        prepared: prepared(key, hex(tableHash)),
        attempts: attempts.attempts(key).map(attemptFacts),
      },
      shown: onChain > 0n && (await this.#isShown(part, epoch, height)),
    };
  }

  /**
   * One endpoint is believed while nobody denies it, for a second one would cost a fee; and for as long as a healthy one may lag
   * if others do. Then the chain itself has the last word.
   */
  async #isShown(part: Part, epoch: bigint, height: bigint): Promise<boolean> {
    const { pool, host } = this.#sources;
    const key = partKey(part, epoch);
    if (this.#confirmed.has(key)) return true;
    const { proven, against } = await shownTestimony(pool, part, epoch, host);
    if (proven) this.#confirmed.add(key);
    if (proven || against.length === 0) return true;
    const since = this.#unconfirmedSince.get(key) ?? height;
    this.#unconfirmedSince.set(key, since);
    return height - since < PATIENCE_BLOCKS;
  }
}

/** An attempt of the journal, without the bytes. */
export function attemptFacts({ attempt, state, intent, signed, refusal, outcome }: Attempt): AttemptFacts {
  const payload = readMessage(intent.messages)?.payload ?? '';
  return { attempt, state, hash: signed?.hash, deadlineNs: signed?.deadlineNs, payload, refusal, outcome };
}
