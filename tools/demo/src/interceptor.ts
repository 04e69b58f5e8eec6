import { type TcpProxy } from '@pacer/testing';
import { lastClaimIn } from './claim-trap.js';

/** What is kept from the nodes: nothing, the question that comes before signing, or a claim that has never passed. */
export type Interception = 'nothing' | 'account' | 'claim';

/** Sees everything that an agent sends to its nodes, and can hold it at the two moments around signing. */
export class Interceptor {
  /** Hashes of all claims seen, held ones included. */
  readonly seen = new Set<string>();
  #mode: Interception = 'nothing';
  #held = false;

  constructor(proxies: readonly TcpProxy[]) {
    for (const proxy of proxies) void proxy.hold((sent) => this.#holds(sent));
  }

  set(mode: Interception): void {
    this.#mode = mode;
    this.#held = false;
  }

  /** Whether something was held since `set`. */
  get held(): boolean {
    return this.#held;
  }

  #holds(sent: Buffer): boolean {
    const claim = lastClaimIn(sent);
    const fresh = claim !== undefined && !this.seen.has(claim.hash);
    if (claim) this.seen.add(claim.hash);
    const hold = this.#mode === 'claim' ? claim !== undefined && (fresh || this.#held) : asksAccount(this.#mode, sent);
    this.#held ||= hold;
    return hold;
  }
}

/** Whether the last request asks for an account number: the engine does so between its intent and its signature. */
function asksAccount(mode: Interception, sent: Buffer): boolean {
  if (mode !== 'account') return false;
  const text = sent.toString('latin1');
  return text.slice(text.lastIndexOf('"method"')).includes('/cosmos.auth.v1beta1.Query/Account');
}
