import type { Attempt, TxStore } from '@pacer/agent';
import { purposeOf } from '../chain/messages.js';
import type { Included, ModelBlock, ModelChain } from '../chain/model-chain.js';
import type { ModelTx } from '../chain/model-tx.js';
import type { AgentProcess } from '../host/agent-process.js';

/** An attempt whose bytes are in a journal. */
interface SignedAttempt {
  owner: string;
  key: string;
  attempt: number;
  hash: string;
  deadlineNs: bigint;
}

/** What was counted on the chain. */
export interface Counts {
  /** operations carried out a second time */
  doubled: number;
  /** inclusions beyond the first successful one of each purpose: refused ones too */
  extra: number;
  included: number;
}

/**
 * Watches a world for what must never happen. It knows what is in every journal, what reached every node and what is in every
 * block, and takes nobody's word.
 */
export class Audit {
  readonly violations: string[] = [];
  readonly counts: Counts = { doubled: 0, extra: 0, included: 0 };
  readonly #chain: ModelChain;
  readonly #signed = new Map<string, SignedAttempt[]>();
  /** by owner and key, by attempt */
  readonly #attempts = new Map<string, Map<number, SignedAttempt>>();
  readonly #successes = new Map<string, number>();
  readonly #dead = new Set<string>();
  /** by process and key, what is not final */
  readonly #underWay = new Set<string>();

  constructor(chain: ModelChain) {
    this.#chain = chain;
  }

  violate(what: string): void {
    this.violations.push(what);
  }

  /** How often something was carried out. */
  successes(purpose: string): number {
    return this.#successes.get(purpose) ?? 0;
  }

  /** A write is in a journal. */
  wrote(process: AgentProcess, step: keyof TxStore, attempt: Attempt): void {
    const name = `${process.name}/${process.era}/${attempt.key}`;
    if (attempt.outcome) this.#underWay.delete(name);
    else this.#underWay.add(name);
    if (step === 'sign') this.#sign(process, attempt);
    if (step === 'finish') this.#finish(process, attempt);
  }

  isUnderWay(process: AgentProcess, key: string): boolean {
    return this.#underWay.has(`${process.name}/${process.era}/${key}`);
  }

  /** Operations of a process that are not final. */
  underWayOf({ name, era }: AgentProcess): string[] {
    return [...this.#underWay].filter((one) => one.startsWith(`${name}/${era}/`));
  }

  /** Bytes came to a node. */
  arrived(tx: ModelTx): void {
    const owners = this.#signed.get(tx.hash);
    if (!owners) {
      this.violate(
        `${purposeOf(tx.messages[0] as never)}: bytes ${short(tx.hash)} reached a node and are in no journal`,
      );
      return;
    }
    for (const { owner, key, attempt } of owners) {
      for (const [number, before] of this.#attempts.get(`${owner}/${key}`) ?? []) {
        if (number >= attempt || !this.#mayStillBeIncluded(before)) continue;
        this.violate(`${owner} sent ${key}#${attempt} while ${key}#${number} might still be included`);
      }
    }
  }

  committed({ txs }: ModelBlock): void {
    for (const included of txs) this.#count(included);
  }

  #count({ tx, code }: Included): void {
    this.counts.included++;
    if (this.#dead.has(tx.hash)) this.violate(`${short(tx.hash)} was taken for dead and is in a block`);
    const purpose = purposeOf(tx.messages[0] as never);
    const before = this.successes(purpose);
    if (code !== 0 || before > 0) this.counts.extra++;
    if (code !== 0) return;
    this.#successes.set(purpose, before + 1);
    if (before === 0) return;
    this.counts.doubled++;
    this.violate(`${purpose} was carried out ${before + 1} times`);
  }

  #sign(process: AgentProcess, { key, attempt, signed }: Attempt): void {
    if (!signed) return;
    const owner = `${process.name}/${process.era}`;
    const { hash, deadlineNs } = signed;
    const attempts = this.#attempts.get(`${owner}/${key}`) ?? new Map<number, SignedAttempt>();
    this.#attempts.set(`${owner}/${key}`, attempts);
    const before = attempts.get(attempt);
    if (before && before.hash !== hash) this.violate(`${owner} has two byte strings for ${key}#${attempt}`);
    const one = { owner, key, attempt, hash, deadlineNs };
    attempts.set(attempt, one);
    this.#signed.set(hash, [...(this.#signed.get(hash) ?? []), one]);
  }

  /** What a journal takes for an end is compared with the chain. */
  #finish({ name }: AgentProcess, { key, attempt, signed, outcome, intent }: Attempt): void {
    const included = signed && this.#chain.included.get(signed.hash);
    const wrong = (why: string): void => this.violate(`${name} takes ${key}#${attempt} for ${outcome?.kind}: ${why}`);
    switch (outcome?.kind) {
      case 'ok':
        if (included?.code !== 0) wrong(included ? `the chain has code ${included.code}` : 'no block has it');
        return;
      case 'failed':
        if (!included) wrong('no block has it');
        else if (included.code === 0) wrong('the chain has code 0');
        return;
      case 'dead':
        if (!signed) return;
        this.#dead.add(signed.hash);
        if (included) wrong(`block ${included.height} has it`);
        if (this.#chain.head.timeNs <= signed.deadlineNs) wrong('its deadline is not over');
        return;
      case 'superseded':
        if (this.successes(purposeOf(intent.messages[0] as never)) === 0) wrong('the chain does not show it');
        return;
      case undefined:
        return;
    }
  }

  #mayStillBeIncluded({ hash, deadlineNs }: SignedAttempt): boolean {
    return !this.#chain.included.has(hash) && this.#chain.head.timeNs <= deadlineNs;
  }
}

function short(hash: string): string {
  return hash.slice(0, 8);
}
