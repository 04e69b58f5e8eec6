import { createHash } from 'node:crypto';
import { type TcpProxy } from '@pacer/testing';

/** A claim on its way to a node. */
export interface CaughtClaim {
  readonly bytes: Buffer;
  /** Hash under which the chain would know it. */
  readonly hash: string;
}

/**
 * Watches the claims that pass some proxies. Once armed it holds the next claim that has never passed before: a transaction that is signed,
 * and that no node has seen. An agent sends the same bytes more than once, so everything from the start must be watched.
 */
export class ClaimTrap {
  readonly #passed = new Set<string>();
  #armed = false;
  #caught: CaughtClaim | undefined;

  constructor(proxies: readonly TcpProxy[]) {
    for (const proxy of proxies) void proxy.hold((sent) => this.#holds(sent));
  }

  arm(): void {
    this.#armed = true;
    this.#caught = undefined;
  }

  /** Holds nothing any more, and goes on watching. */
  disarm(): void {
    this.#armed = false;
  }

  get caught(): CaughtClaim | undefined {
    return this.#caught;
  }

  #holds(sent: Buffer): boolean {
    const claim = lastClaimIn(sent);
    if (!claim || this.#passed.has(claim.hash)) return false;
    if (this.#armed) {
      this.#caught ??= claim;
      return true;
    }
    this.#passed.add(claim.hash);
    return false;
  }
}

/** The claim in the last request of a connection, if that is a broadcast of one. */
export function lastClaimIn(sent: Buffer): CaughtClaim | undefined {
  const text = sent.toString('latin1');
  const start = text.lastIndexOf('"broadcast_tx_');
  const [, base64] = (start < 0 ? null : /"tx":"([^"]+)"/.exec(text.slice(start))) ?? [];
  if (base64 === undefined) return undefined;
  const bytes = Buffer.from(base64, 'base64');
  if (!bytes.includes('pacer.reward.v1.MsgClaimReward')) return undefined;
  return { bytes, hash: createHash('sha256').update(bytes).digest('hex').toUpperCase() };
}
