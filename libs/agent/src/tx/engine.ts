import type { Clock } from '../clock.js';
import { AgentError } from '../error.js';
import { logError, type Logger } from '../log.js';
import type { TxMetrics } from '../metrics.js';
import { intentOf, isDone, type Attempt, type Effect, type Operation, type Outcome, type TxStore } from './attempt.js';
import { isByMessages } from './codespaces.js';
import { isOver, Lookout, WITNESSES, type Standing, type Testimony } from './lookout.js';
import { News } from './news.js';
import type { BroadcastAnswer, ChainPort, EncodedMessage, Sighting, SignerPort } from './port.js';
import { Signing, type Ordering } from './signing.js';
import { nameOf, sameMessages, sentence } from './wording.js';

/** What the engine stands on. */
export interface EngineParts {
  /** id of the chain that this Host belongs to; endpoints of another chain are ignored */
  chainId: string;
  store: TxStore;
  chain: ChainPort;
  signer: SignerPort;
  clock: Clock;
  log: Logger;
  metrics?: TxMetrics;
  /**
   * The effect of an operation that is unfinished since an earlier run, by its key. Without it such an operation waits until
   * it is submitted again.
   */
  effects?: (key: string, messages: readonly EncodedMessage[]) => Effect | undefined;
  ordering?: Ordering;
}

/**
 * Brings operations onto the chain exactly once (architecture, "Transactions: exactly once"):
 * intent durable, signed bytes durable, the same bytes to every endpoint; an attempt ends only when it is included and its
 * effect visible, included and refused, proven dead, or overtaken by the effect itself; the next one begins only after that.
 */
export class TxEngine {
  readonly #parts: EngineParts;
  readonly #lookout: Lookout;
  readonly #effects = new Map<string, Effect>();
  readonly #turns = new Map<string, Promise<unknown>>();
  readonly #news = new News();
  readonly #signing: Signing;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.#signing = new Signing(parts);
    const { chain, log } = parts;
    this.#lookout = new Lookout(chain, parts.chainId, {
      onError: (endpoint, error) => {
        logError(log, error, `endpoint ${endpoint} does not answer`, { endpoint }, 'debug');
      },
      onLie: (endpoint, what) => {
        log.error(
          { endpoint },
          `endpoint ${endpoint} is not to be believed: it ${what}; find out why, or remove it from rpc`,
        );
        chain.distrust?.(endpoint, what);
      },
    });
  }

  /**
   * Carries an operation one step further: begins it, resumes what an earlier run left, or tells how it ended. Call it as
   * often as you like; `settle` carries it further too.
   * @returns the latest attempt; `outcome` tells whether and how it ended
   * @throws AgentError `operation-conflict`, and what store, signer and chain throw
   */
  submit(operation: Operation, signal?: AbortSignal): Promise<Attempt> {
    return this.#inTurn(operation.key, async () => {
      const { key, effect } = operation;
      if (effect) this.#effects.set(key, effect);
      const latest = this.#parts.store.latest(key);
      if (latest && latest.state !== 'final') return this.#step(this.#resumed(latest, operation), signal);
      const next = (latest?.attempt ?? 0) + 1;
      if (latest && (isDone(latest) || (operation.attempt !== undefined && operation.attempt < next))) return latest;
      if (operation.attempt !== undefined && operation.attempt > next) {
        throw new AgentError('operation-conflict', `${key}#${operation.attempt} cannot begin before ${key}#${next}`);
      }
      return this.#step(this.#parts.store.intend(key, next, intentOf(operation), this.#parts.clock.now()), signal);
    });
  }

  /**
   * Carries every unfinished attempt one step further, whatever run began it. One that fails to move does not stop the others.
   * @returns those that became final
   */
  async settle(signal?: AbortSignal): Promise<Attempt[]> {
    const ended: Attempt[] = [];
    for (const { key } of this.#parts.store.unfinished()) {
      signal?.throwIfAborted();
      try {
        const attempt = await this.#inTurn(key, async () => {
          const latest = this.#parts.store.latest(key);
          return latest && latest.state !== 'final' ? this.#step(latest, signal) : undefined;
        });
        if (attempt?.outcome) ended.push(attempt);
      } catch (error) {
        signal?.throwIfAborted();
        logError(this.#parts.log, error, `${key} could not be carried further; it is tried again`, { key });
      }
    }
    this.#parts.metrics?.unfinished(this.#parts.store.unfinished().length);
    return ended;
  }

  /** All attempts at an operation, the first one first. */
  attempts(key: string): Attempt[] {
    return this.#parts.store.attempts(key);
  }

  /** All attempts that are not final. */
  unfinished(): Attempt[] {
    return this.#parts.store.unfinished();
  }

  #resumed(attempt: Attempt, operation: Operation): Attempt {
    if (attempt.state === 'intent') return this.#parts.store.reintend(attempt, intentOf(operation));
    if (sameMessages(attempt.intent.messages, operation.messages)) return attempt;
    throw new AgentError(
      'operation-conflict',
      `${attempt.key}#${attempt.attempt} is signed with other messages: use one key for one operation`,
    );
  }

  async #step(attempt: Attempt, signal?: AbortSignal): Promise<Attempt> {
    if (attempt.state === 'intent') {
      // An intent may be as old as a backup: what was done since is not done again.
      if (await this.#effectOf(attempt)?.(signal)) return this.#finish(attempt, { kind: 'superseded' });
      if (await this.#isTooLate(attempt, signal)) return this.#finish(attempt, { kind: 'dead', provenBy: [] });
      const ready = await this.#signing.sign(attempt, signal);
      return ready.state === 'intent' ? ready : this.#broadcast(ready, signal);
    }
    const { signed } = attempt;
    if (!signed) throw new AgentError('journal-corrupt', `${attempt.key}#${attempt.attempt} has no bytes`);

    const standings = await this.#lookout.standings(signal);
    const indexed = await this.#lookout.indexed(signed, standings, signal);
    if (indexed.kind === 'included') return this.#conclude(attempt, indexed.sighting, standings, signal);

    const effect = await this.#effectOf(attempt)?.(signal);
    if (effect) {
      const found = await this.#lookout.inBlocks(signed, signal);
      if (found.kind === 'included') return this.#conclude(attempt, found.sighting, standings, signal);
      if (found.kind === 'absent') return this.#finish(attempt, { kind: 'superseded' });
      this.#isClaimed(attempt, found);
      return attempt;
    }
    if (!isOver(attempt.signed, standings)) {
      this.#isClaimed(attempt, indexed);
      return this.#broadcast(attempt, signal);
    }

    const testimony = await this.#lookout.absence(signed, standings, signal);
    if (testimony.kind === 'included') return this.#conclude(attempt, testimony.sighting, standings, signal);
    if (testimony.kind === 'absent') return this.#finish(attempt, { kind: 'dead', provenBy: testimony.by });
    if (this.#isClaimed(attempt, testimony)) return attempt;
    // Nodes that began from an export, or have pruned, can't show the blocks. Their state does: it would have the effect.
    const isDead = effect === false && testimony.blind.length >= WITNESSES;
    return isDead ? this.#finish(attempt, { kind: 'dead', provenBy: testimony.blind }) : attempt;
  }

  /** Whether no block can take it any more: what an earlier run left would cost a fee, and bring nothing. */
  async #isTooLate({ intent: { lastHeight } }: Attempt, signal?: AbortSignal): Promise<boolean> {
    if (lastHeight === undefined) return false;
    return (await this.#parts.chain.status(signal)).height + 1n > lastHeight;
  }

  /** Whether somebody alone says that it is included: that ends nothing, and is said once. */
  #isClaimed(attempt: Attempt, testimony: Testimony): boolean {
    if (testimony.kind !== 'open' || testimony.claimed.length === 0) return false;
    const who = testimony.claimed.join(', ');
    if (this.#news.isNew(attempt, 'inclusion', who)) {
      this.#parts.log.info(
        logged(attempt),
        `${nameOf(attempt)} is in a block, says ${who}; it counts when ${WITNESSES} nodes have that block`,
      );
    }
    return true;
  }

  /** The same bytes to every endpoint. Whatever they answer, only the chain ends the attempt. */
  async #broadcast(attempt: Attempt, signal?: AbortSignal): Promise<Attempt> {
    const { chain, log, metrics, store } = this.#parts;
    const bytes = attempt.signed?.bytes ?? new Uint8Array();
    const answers = await Promise.all(
      chain.endpoints().map(async (endpoint) => {
        try {
          return { endpoint, ...(await chain.broadcast(endpoint, bytes, signal)) };
        } catch (error) {
          signal?.throwIfAborted();
          const level = this.#news.isNew(attempt, endpoint, 'unreachable') ? 'warn' : 'debug';
          logError(log, error, `endpoint ${endpoint} does not take transactions`, { endpoint }, level);
          return undefined;
        }
      }),
    );
    for (const answer of answers) metrics?.answered(answer?.kind ?? 'unreachable');
    if (answers.every((answer) => answer === undefined)) {
      const level = this.#news.isNew(attempt, 'all', 'unreachable') ? 'warn' : 'debug';
      log[level]({ key: attempt.key, attempt: attempt.attempt }, 'no endpoint can be reached; sent again when one is');
      return attempt;
    }
    const said = answers.find((answer) => answer?.kind === 'refused') ?? answers.find((answer) => isNotable(answer));
    // What kept it out until its deadline is why it is dead, and not that the deadline is over.
    const refusal = said?.kind === 'expired' && attempt.refusal?.kind === 'refused' ? attempt.refusal : said;
    this.#signing.heard(refusal);
    const first = attempt.state === 'signed';
    const sent = store.broadcast(attempt, refusal);
    const isRefused = refusal?.kind === 'refused';
    const isNews = this.#news.isNew(attempt, 'all', isRefused ? `${refusal.codespace}/${refusal.code}` : 'sent');
    if (first || isRefused) log[!isNews ? 'debug' : isRefused ? 'warn' : 'info'](logged(sent), sentence(sent));
    return sent;
  }

  async #conclude(
    attempt: Attempt,
    { height, code, codespace, log }: Sighting,
    standings: readonly Standing[],
    signal?: AbortSignal,
  ): Promise<Attempt> {
    if (code !== 0 && isByMessages(codespace))
      return this.#finish(attempt, { kind: 'failed', height, code, codespace, log });
    if (code !== 0) return this.#refusedByChecks(attempt, { height, code, codespace, log }, standings, signal);
    if (!attempt.intent.wantsEffect) return this.#finish(attempt, { kind: 'ok', height });
    if (await this.#effectOf(attempt)?.(signal)) return this.#finish(attempt, { kind: 'ok', height });
    if (isOver(attempt.signed, standings)) {
      // A state that is pruned or has moved on shows nothing any more; what two nodes have in a block stays done.
      this.#parts.log.warn(
        logged(attempt),
        `${nameOf(attempt)} is included with code 0, and the state does not show it`,
      );
      return this.#finish(attempt, { kind: 'ok', height });
    }
    if (attempt.includedHeight === height) return attempt;
    return this.#parts.store.included(attempt, height);
  }

  /**
   * The checks before the messages failed in a block: no fee was taken and the nonce is not used, so the same bytes can be included
   * again until their deadline, by whoever has them. Another attempt before that could be a second one.
   */
  async #refusedByChecks(
    attempt: Attempt,
    { height, code, codespace, log }: Sighting,
    standings: readonly Standing[],
    signal?: AbortSignal,
  ): Promise<Attempt> {
    if (!attempt.signed || !isOver(attempt.signed, standings)) {
      if (this.#news.isNew(attempt, 'checks', `${height}`)) {
        this.#parts.log.warn(
          logged(attempt),
          `${nameOf(attempt)} did not pass the checks of block ${height} (${codespace} ${code}: ${log}); it can until its deadline`,
        );
      }
      return this.#broadcast(attempt, signal);
    }
    const last = await this.#lookout.lastWord(attempt.signed, standings, signal);
    // Where no node has the blocks any more, the state has the last word, as ever.
    const isGone = last.kind !== 'included' && (await this.#effectOf(attempt)?.(signal)) === false;
    if (last.kind !== 'included' && !isGone) return attempt;
    const sighting = last.kind === 'included' ? last.sighting : { height, code, codespace, log };
    if (sighting.code === 0) return this.#conclude(attempt, sighting, standings, signal);
    return this.#finish(attempt, { kind: 'failed', ...sighting });
  }

  #finish(attempt: Attempt, outcome: Outcome): Attempt {
    const { clock, log, metrics, store } = this.#parts;
    const final = store.finish(attempt, outcome, clock.now());
    metrics?.ended(outcome.kind);
    this.#news.forget(attempt);
    this.#effects.delete(attempt.key);
    log[outcome.kind === 'ok' || outcome.kind === 'superseded' ? 'info' : 'warn'](logged(final), sentence(final));
    return final;
  }

  #effectOf(attempt: Attempt): Effect | undefined {
    if (!attempt.intent.wantsEffect) return undefined;
    return this.#effects.get(attempt.key) ?? this.#parts.effects?.(attempt.key, attempt.intent.messages);
  }

  /** One at a time for each key, in the order of the calls. */
  #inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(key) ?? Promise.resolve();
    const turn = before.then(work, work);
    const done = turn
      .catch(() => undefined)
      .then(() => {
        if (this.#turns.get(key) === done) this.#turns.delete(key);
      });
    this.#turns.set(key, done);
    return turn;
  }
}

function isNotable(answer: BroadcastAnswer | undefined): boolean {
  return answer !== undefined && answer.kind !== 'accepted';
}

function logged({ key, attempt, state, signed, outcome }: Attempt): object {
  return { key, attempt, state, hash: signed?.hash, outcome };
}
