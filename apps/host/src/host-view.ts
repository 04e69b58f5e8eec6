import type { Snapshot } from '@pacer/client';
import type { Model } from '@pacer/proto/inference/v1';

/** What this program knows of the chain: read at one height, replaced as a whole. */
export interface HostFacts {
  readonly height: bigint;
  readonly epoch: bigint;
  /** Target time of a block, in milliseconds. */
  readonly blockMs: number;
  /** This Host's API as the chain has it. */
  readonly apiUrl: string;
  readonly isMember: boolean;
  /** Models that this Host may be asked for: listed, served by it in this epoch, and of a tokenizer known here. */
  readonly models: readonly string[];
  /** Models that the chain lists for this Host in this epoch. */
  readonly assignedModels: readonly string[];
  /** All models of the chain, by number. */
  readonly modelsByNumber: ReadonlyMap<number, Model>;
}

/** Blocks between two readings of what changes rarely. */
const SLOW_BLOCKS = 10n;

/** Tokenizer and sampler that `readChatRequest` and the ML Nodes follow. */
const TOKENIZER = 'bytes';
const SAMPLER = 'pacer/sample/v1';

export function isReproducible({ tokenizer, sampler }: Model): boolean {
  return tokenizer === TOKENIZER && sampler === SAMPLER;
}

/** The chain as this Host sees it. The last facts stay when the chain can't be reached: answers never wait for it. */
export class HostView {
  readonly #host: string;
  #facts: HostFacts | undefined;
  #readAt = 0n;

  constructor(host: string) {
    this.#host = host;
  }

  get facts(): HostFacts | undefined {
    return this.#facts;
  }

  /** @returns whether what changes rarely was read too */
  async refresh({ status, query }: Snapshot): Promise<boolean> {
    const { height, epoch } = status;
    const blockMs = Number(status.params.targetBlockMs);
    const known = this.#facts;
    if (known?.epoch === epoch && height < this.#readAt + SLOW_BLOCKS) {
      this.#facts = { ...known, height, blockMs };
      return false;
    }
    const [host, members, models] = await Promise.all([
      query.host.host(this.#host),
      query.host.members(epoch),
      query.inference.models(),
    ]);
    const member = members.find((one) => one.host === this.#host);
    const assigned = member?.models ?? [];
    this.#facts = {
      ...{ height, epoch, blockMs, apiUrl: host.apiUrl, isMember: member !== undefined },
      models: models
        .filter((model) => model.listed && isReproducible(model) && assigned.includes(model.id))
        .map(({ id }) => id),
      assignedModels: models.filter(({ listed, id }) => listed && assigned.includes(id)).map(({ id }) => id),
      modelsByNumber: new Map(models.map((model) => [model.number, model])),
    };
    this.#readAt = height;
    return true;
  }
}
