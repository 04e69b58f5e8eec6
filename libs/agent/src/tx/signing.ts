import { deadlineSpan, txDeadline } from '@pacer/crypto';
import { AgentError } from '../error.js';
import type { Attempt, TxStore } from './attempt.js';
import type { BroadcastAnswer, ChainPort, SignerPort } from './port.js';

const SECOND_NS = 1_000_000_000n;
const MS_NS = 1_000_000n;

/** What signing stands on. */
export interface SigningParts {
  chainId: string;
  store: TxStore;
  chain: ChainPort;
  signer: SignerPort;
  ordering?: Ordering;
}

/**
 * `auto`, the default, signs unordered transactions until the chain says that it takes none (sdk 37), and then transactions with
 * a sequence, one at a time; `sequence` begins with these. Then no other program may sign with the same key.
 */
export type Ordering = 'auto' | 'sequence';

/** Turns intents into signed bytes that are durable before anybody else sees them. */
export class Signing {
  readonly #parts: SigningParts;
  #takesNoUnordered = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: SigningParts) {
    this.#parts = parts;
  }

  /** @returns the attempt in state `signed`, or still in `intent` while another has the account's next sequence */
  async sign(attempt: Attempt, signal?: AbortSignal): Promise<Attempt> {
    return this.#isOrdered(attempt) ? this.#signAlone(attempt, signal) : this.#sign(attempt, signal);
  }

  /** Hears what nodes answer to broadcasts: one of the answers says what kind of transaction the chain takes. */
  heard(answer: BroadcastAnswer | undefined): void {
    if (takesNoUnordered(answer)) this.#takesNoUnordered = true;
  }

  #isOrdered({ key }: Attempt): boolean {
    if (this.#parts.ordering === 'sequence' || this.#takesNoUnordered) return true;
    for (const { refusal } of this.#parts.store.attempts(key)) this.heard(refusal);
    return this.#takesNoUnordered;
  }

  /** With a sequence, and only while no other attempt has one and is open: the account has one next sequence. */
  #signAlone(attempt: Attempt, signal?: AbortSignal): Promise<Attempt> {
    const turn = this.#turn.then(async () => {
      const other = this.#parts.store.unfinished().find(({ key, signed }) => key !== attempt.key && signed?.ordered);
      if (other) return attempt;
      return this.#sign(attempt, signal, await this.#parts.chain.sequence(this.#parts.signer.address, signal));
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #sign(attempt: Attempt, signal?: AbortSignal, sequence?: bigint): Promise<Attempt> {
    const { chain, chainId, signer, store } = this.#parts;
    const status = await chain.status(signal);
    if (status.chainId !== chainId) {
      throw new AgentError(
        'endpoints-disagree',
        `the endpoints are of chain ${status.chainId}, not ${chainId}: check rpc`,
      );
    }
    const accountNumber = await chain.accountNumber(signer.address, signal);
    const { targetBlockMs, price, timeNs, height: fromHeight } = status;
    const { messages, gas, granter, windowBlocks } = attempt.intent;
    const epochLength = least(status.epochLength, windowBlocks);
    const deadlineNs = txDeadline({
      ...{ chainId, operationKey: attempt.key, attempt: BigInt(attempt.attempt) },
      ...{ blockTimeNs: timeNs, targetBlockMs, epochLength },
    });
    const gridNs = deadlineSpan({ targetBlockMs, epochLength }) * SECOND_NS;
    // As many blocks as the deadline has time for.
    const timeoutHeight = fromHeight + (2n * gridNs) / (targetBlockMs * MS_NS) + 1n;
    const ordered = sequence === undefined ? {} : { ordered: { sequence, timeoutHeight } };
    const request = { chainId, accountNumber, messages, gas, granter, price, deadlineNs, ...ordered };
    const { bytes, hash } = await signer.sign(request);
    // Another agent of this Host can have signed the same bytes since the grid point before.
    const sinceNs = (deadlineNs / gridNs - 2n) * gridNs;
    return store.sign(attempt, { bytes, hash, deadlineNs, sinceNs, fromHeight, ...ordered });
  }
}

function least(epochLength: bigint, windowBlocks: bigint | undefined): bigint {
  return windowBlocks === undefined || windowBlocks > epochLength ? epochLength : windowBlocks;
}

/** "unordered transactions are not enabled": nothing that is signed so can ever be included there. */
function takesNoUnordered(answer: BroadcastAnswer | undefined): boolean {
  return answer?.kind === 'refused' && answer.codespace === 'sdk' && answer.code === 37;
}
