import { drawDuties, type Member } from '@pacer/client';
import type { DutyBook, Journal } from '@pacer/journal';
import type { Header, Model } from '@pacer/proto/inference/v1';
import type { DutyChain } from './duty-chain.js';

/** An epoch can be claimed until the one after the next begins (§8). */
const CLAIM_EPOCHS = 2n;
/** Priority of what the own draw found; a claimer that misses a duty asks with a higher one. */
const DRAWN_PRIORITY = 0;

/** Whether the reward of an epoch can still be claimed in the current one. */
export function isClaimable(epoch: bigint, current: bigint): boolean {
  return current < epoch + CLAIM_EPOCHS;
}

/** What is known of one epoch: members and rate never change; headers are only appended, each is read once. */
interface Book {
  readonly members: readonly Member[];
  readonly ratePpm: number;
  readonly headers: Map<bigint, Header>;
  next: bigint;
  /** Height at which the chain's results were read last. */
  resultsAt: bigint;
}

export interface EpochDutiesParts {
  readonly chainId: string;
  readonly host: string;
  /** For reading. */
  readonly journal: Journal;
  /** For writing: what its promises said is durable. */
  readonly book: Pick<DutyBook, 'draw' | 'discharge'>;
  /** Blocks between two readings of what the chain has recorded, while something is open. */
  readonly resultsEveryBlocks?: bigint;
}

/** What one look at the chain changed. */
export interface Drawn {
  /** Duties found for the first time. */
  readonly drawn: number;
  /** Open duties of epochs that can't be claimed any more, or are: nobody needs them. */
  readonly dropped: number;
}

/** Draws this Host's duties of every epoch whose σ is in the journal and keeps them there; σ comes from the claimer, which has the key. */
export class EpochDuties {
  readonly #parts: Required<EpochDutiesParts>;
  readonly #books = new Map<bigint, Book>();
  readonly #closed = new Set<bigint>();

  constructor(parts: EpochDutiesParts) {
    this.#parts = { resultsEveryBlocks: 20n, ...parts };
  }

  /** A header of an epoch that is followed. */
  header(epoch: bigint, batchId: bigint): Header | undefined {
    return this.#books.get(epoch)?.headers.get(batchId);
  }

  /** Epochs that are followed, ascending. */
  get epochs(): bigint[] {
    return [...this.#books.keys()].sort((a, b) => (a < b ? -1 : 1));
  }

  /**
   * Looks at what the chain has.
   * @param chain at a height not below that of any call before
   * @param slow whether to read too what rarely changes
   */
  async follow(chain: DutyChain, models: ReadonlyMap<number, Model>, slow: boolean): Promise<Drawn> {
    let drawn = 0;
    let dropped = 0;
    for (const epoch of this.#parts.journal.sigmas.epochs()) {
      if (this.#closed.has(epoch)) continue;
      if (!isClaimable(epoch, chain.epoch) || (slow && (await chain.isOver(epoch)))) {
        dropped += await this.#close(epoch);
      } else if (epoch <= chain.epoch) {
        drawn += await this.#draw(chain, epoch, models);
      }
    }
    return { drawn, dropped };
  }

  async #close(epoch: bigint): Promise<number> {
    const { journal, book } = this.#parts;
    const open = journal.duties.open(epoch);
    const closed = await Promise.all(open.map((duty) => book.discharge(duty)));
    this.#closed.add(epoch);
    this.#books.delete(epoch);
    return closed.filter((changed) => changed).length;
  }

  async #draw(chain: DutyChain, epoch: bigint, models: ReadonlyMap<number, Model>): Promise<number> {
    const { chainId, host, journal, book: writes } = this.#parts;
    const sigma = journal.sigmas.get(epoch);
    if (!sigma) return 0;
    const book = this.#books.get(epoch) ?? (await openBook(chain, epoch));
    const headers = await newHeaders(chain, epoch, book);
    const { members, ratePpm } = book;
    const assigned = drawDuties({ chainId, host, sigma, headers, members, models: [...models.values()], ratePpm });
    const recorded = await this.#recorded(chain, epoch, book);
    const drawn =
      assigned.length === 0 && recorded.length === 0
        ? 0
        : await writes.draw({
            ...{ epoch, recorded },
            duties: assigned.map(({ batch: batchId, index, owner }) => {
              return { epoch, batchId, index, owner, reason: 'drawn', priority: DRAWN_PRIORITY };
            }),
          });
    for (const header of headers) book.headers.set(header.id, header);
    book.next += BigInt(headers.length);
    this.#books.set(epoch, book);
    return drawn;
  }

  /** Places of results that the chain has, read for a new book and from time to time while something is open. */
  async #recorded(chain: DutyChain, epoch: bigint, book: Book): Promise<{ batchId: bigint; index: number }[]> {
    const { journal, resultsEveryBlocks } = this.#parts;
    const isDue = chain.height >= book.resultsAt + resultsEveryBlocks && journal.duties.open(epoch).length > 0;
    if (book.resultsAt > 0n && !isDue) return [];
    const results = await chain.results(epoch);
    book.resultsAt = chain.height;
    return results.map(({ batch, index }) => ({ batchId: batch, index }));
  }
}

async function openBook(chain: DutyChain, epoch: bigint): Promise<Book> {
  const [members, ratePpm] = await Promise.all([chain.members(epoch), chain.ratePpm(epoch)]);
  return { members, ratePpm, headers: new Map(), next: 0n, resultsAt: 0n };
}

/** Headers that were not drawn on yet and can be: the draw needs the hash of the block after the batch. */
async function newHeaders(chain: DutyChain, epoch: bigint, { next }: Book): Promise<readonly Header[]> {
  const headers = await chain.headers(epoch, next);
  const waits = headers.findIndex(({ nextHash }) => nextHash.length === 0);
  return waits < 0 ? headers : headers.slice(0, waits);
}
