import { isPast, type Signed } from './attempt.js';
import { BlockSearch } from './block-search.js';
import type { ChainPort, Sighting, Tip } from './port.js';

/** Nodes that must say the same before it counts: one alone can be wrong, behind, or lying. */
export const WITNESSES = 2;

/** An endpoint that answered, and where it stands. */
export interface Standing extends Tip {
  endpoint: string;
}

/** What the nodes of this chain say together about signed bytes. */
export type Testimony =
  /** two nodes at least have it in the same block with the same result, and more than deny it */
  | { kind: 'included'; sighting: Sighting; by: readonly string[] }
  /** two nodes at least are past its deadline, and have it neither in their index nor in any block that could hold it */
  | { kind: 'absent'; by: readonly string[] }
  /**
   * neither is proven; `claimed`: who says alone that it is included; `blind`: who is past the deadline and has it nowhere, but
   * lacks the oldest blocks that could hold it
   */
  | { kind: 'open'; claimed: readonly string[]; blind: readonly string[] };

/** Told what is worth knowing of an endpoint and ends nothing. */
export interface LookoutEars {
  onError: (endpoint: string, error: unknown) => void;
  /** what it says is denied by two others at least */
  onLie: (endpoint: string, what: string) => void;
}

/**
 * Finds out what became of signed bytes, from what each node's index and blocks say. An endpoint that does not answer says
 * nothing; it never counts as an absence. An index only tells where to look: what counts is the block.
 */
export class Lookout {
  readonly #chain: ChainPort;
  readonly #chainId: string;
  readonly #ears: LookoutEars;
  readonly #blocks: BlockSearch;

  constructor(chain: ChainPort, chainId: string, ears: LookoutEars) {
    this.#chain = chain;
    this.#chainId = chainId;
    this.#ears = ears;
    this.#blocks = new BlockSearch(chain);
  }

  /** Endpoints of this chain that answer, one per node. */
  async standings(signal?: AbortSignal): Promise<Standing[]> {
    const tips = await Promise.all(
      this.#chain.endpoints().map(async (endpoint) => {
        const tip = await this.#ask(endpoint, () => this.#chain.tip(endpoint, signal), signal);
        return tip?.chainId === this.#chainId ? { ...tip, endpoint } : undefined;
      }),
    );
    const byNode = new Map<string, Standing>();
    for (const tip of tips) if (tip && !byNode.has(tip.nodeId)) byNode.set(tip.nodeId, tip);
    return [...byNode.values()];
  }

  /** Whether the bytes are included, by the indexes; quick, and silent about absence. */
  async indexed(signed: Signed, standings: readonly Standing[], signal?: AbortSignal): Promise<Testimony> {
    const seen = await Promise.all(
      standings.map(async ({ endpoint }) => ({
        endpoint,
        sighting: await this.#ask(endpoint, () => this.#chain.sighting(endpoint, signed.hash, signal), signal),
      })),
    );
    return this.#heard(
      signed,
      standings,
      seen.flatMap(({ endpoint, sighting }) => (sighting ? [{ endpoint, height: sighting.height }] : [])),
      signal,
    );
  }

  /**
   * Whether the bytes are what brought an effect that was seen before this call: nodes are asked anew where they stand, since a
   * look that is older than the effect could miss the block. `absent` is no proof of death, but that two nodes have it nowhere yet.
   */
  async inBlocks(signed: Signed, signal?: AbortSignal): Promise<Testimony> {
    const standings = await this.standings(signal);
    const without: string[] = [];
    for (const { endpoint, ...span } of standings) {
      const search = () => this.#blocks.find(endpoint, span, signed, signal);
      const found = await this.#ask(endpoint, search, signal);
      if (found?.height !== undefined) {
        return this.#heard(signed, standings, [{ endpoint, height: found.height }], signal);
      }
      if (found) without.push(endpoint);
    }
    if (without.length >= WITNESSES) return { kind: 'absent', by: without };
    return { kind: 'open', claimed: [], blind: [] };
  }

  /**
   * What became of bytes whose checks failed in a block, by all the blocks that could hold them: such a failure does not use the
   * nonce up, so that a later block can have them with another result. For after the deadline.
   */
  async lastWord(signed: Signed, standings: readonly Standing[], signal?: AbortSignal): Promise<Testimony> {
    const claims: Claim[] = [];
    for (const { endpoint, ...span } of standings) {
      const all = await this.#ask(endpoint, () => this.#blocks.all(endpoint, span, signed, signal), signal);
      for (const height of all ?? []) claims.push({ endpoint, height });
    }
    let last: Testimony = { kind: 'open', claimed: [], blind: [] };
    for (const height of new Set(claims.map((one) => one.height))) {
      const those = claims.filter((one) => one.height === height);
      const heard = await this.#heard(signed, standings, those, signal);
      if (heard.kind === 'included') last = heard;
      if (heard.kind === 'included' && heard.sighting.code === 0) break;
    }
    return last;
  }

  /**
   * Whether the bytes were never included and never will be: at two nodes a block's time is past the deadline, and neither the
   * index nor any block that could hold them has them.
   */
  async absence(signed: Signed, standings: readonly Standing[], signal?: AbortSignal): Promise<Testimony> {
    const witnesses: string[] = [];
    const blind: string[] = [];
    const claims: Claim[] = [];
    for (const { endpoint, ...tip } of standings) {
      if (!isPast(signed, tip)) continue;
      // The index is asked after the tip was past the deadline, else it could learn of a block in between.
      const index = async () => (await this.#chain.sighting(endpoint, signed.hash, signal)) ?? 'none';
      const indexed = await this.#ask(endpoint, index, signal);
      if (typeof indexed === 'object') claims.push({ endpoint, height: indexed.height });
      const found = await this.#ask(endpoint, () => this.#blocks.find(endpoint, tip, signed, signal), signal);
      if (found?.height !== undefined) claims.push({ endpoint, height: found.height });
      // Without an index an endpoint can show a transaction, but is no witness that there is none; nor is one whose status is
      // past the deadline while its blocks are not.
      const isWitness = indexed === 'none' && found?.height === undefined && found?.isPastDeadline === true;
      if (isWitness) (found.isComplete ? witnesses : blind).push(endpoint);
      if (witnesses.length >= WITNESSES && claims.length === 0) return { kind: 'absent', by: witnesses };
    }
    const heard = await this.#heard(signed, standings, claims, signal);
    if (heard.kind === 'included') return heard;
    const isDead = witnesses.length >= WITNESSES && witnesses.length > new Set(claims.map((one) => one.endpoint)).size;
    return isDead ? { kind: 'absent', by: witnesses } : { ...heard, blind: [...witnesses, ...blind] };
  }

  /** Looks with every node into the blocks that are said to hold the bytes. */
  async #heard(
    signed: Signed,
    standings: readonly Standing[],
    claims: readonly Claim[],
    signal?: AbortSignal,
  ): Promise<Exclude<Testimony, { kind: 'absent' }>> {
    for (const height of new Set(claims.map((one) => one.height))) {
      const looks = await Promise.all(
        standings.map(async ({ endpoint, height: tip }) => {
          if (tip < height) return undefined;
          const look = () => this.#blocks.at(endpoint, height, signed.hash, signal);
          const result = await this.#ask(endpoint, look, signal);
          return result && { endpoint, result };
        }),
      );
      const answers = looks.filter((look) => look !== undefined);
      const byResult = new Map<string, { sighting: Sighting; by: string[] }>();
      for (const { endpoint, result } of answers) {
        if (result === 'absent') continue;
        const same = `${result.codespace}/${result.code}`;
        const entry = byResult.get(same) ?? { sighting: { height, ...result }, by: [] };
        byResult.set(same, { ...entry, by: [...entry.by, endpoint] });
      }
      const most = [...byResult.values()].sort((a, b) => b.by.length - a.by.length)[0];
      const against = answers.length - (most?.by.length ?? 0);
      const isProven = most !== undefined && most.by.length >= WITNESSES && most.by.length > against;
      const deniers = answers.filter(({ result }) => result === 'absent').length;
      if (isProven) {
        const said = `shows block ${height} with another result of ${signed.hash} than ${most.by.length} nodes`;
        for (const { endpoint } of answers) if (!most.by.includes(endpoint)) this.#ears.onLie(endpoint, said);
        return { kind: 'included', ...most };
      }
      if (deniers < WITNESSES) continue;
      const said = `says that block ${height} has ${signed.hash}, which ${deniers} nodes do not have there`;
      const claimants = claims.filter((one) => one.height === height).map((one) => one.endpoint);
      for (const endpoint of new Set(claimants)) this.#ears.onLie(endpoint, said);
    }
    return { kind: 'open', claimed: [...new Set(claims.map((one) => one.endpoint))], blind: [] };
  }

  /** The answer, or undefined when the endpoint has none to give. */
  async #ask<T>(endpoint: string, question: () => Promise<T>, signal?: AbortSignal): Promise<T | undefined> {
    try {
      return await question();
    } catch (error) {
      signal?.throwIfAborted();
      this.#ears.onError(endpoint, error);
      return undefined;
    }
  }
}

/** An endpoint's word that a block holds the bytes. */
interface Claim {
  endpoint: string;
  height: bigint;
}

/** Whether two nodes are past the deadline: no block after it can include the transaction, and no node takes it any more. */
export function isOver(signed: Signed | undefined, standings: readonly Standing[]): boolean {
  return signed !== undefined && standings.filter((standing) => isPast(signed, standing)).length >= WITNESSES;
}
