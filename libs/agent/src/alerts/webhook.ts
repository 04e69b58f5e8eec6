import { ExponentialBackoff, handleWhen, retry, type RetryPolicy } from 'cockatiel';
import type { Logger } from '../log.js';
import type { Secret } from '../secret.js';
import type { Notice } from './alert.js';
import { heartbeat, webhookAlert, webhookBody, type AlertOrigin, type WebhookAlert } from './webhook-payload.js';

/** What a webhook stands on. */
export interface WebhookParts {
  /** where to POST; its path is a secret with most services */
  url: Secret;
  origin: AlertOrigin;
  log: Logger;
  onPost?: (outcome: 'ok' | 'failed') => void;
  pace?: Partial<WebhookPace>;
}

/** Times in milliseconds. */
export interface WebhookPace {
  /** how long one POST may take */
  timeoutMs: number;
  /** the first pause before the same POST is sent again; it doubles */
  retryMs: number;
  /** after as many tries without success there is a pause of `restMs` */
  tries: number;
  restMs: number;
}

const PACE: WebhookPace = { timeoutMs: 10_000, retryMs: 1_000, tries: 4, restMs: 60_000 };
/** Most alerts that wait. Far more than can fire; a bound all the same. */
const MOST_WAITING = 1_000;
const MOST_IN_POST = 100;

/** A webhook did not take a POST. The text never has more of the URL than its origin. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError';
  readonly code = 'webhook-refused';
  readonly retryable: boolean;

  constructor(message: string, retryable: boolean) {
    super(message);
    this.retryable = retryable;
  }
}

/**
 * Sends alerts to a webhook, in the background and one POST at a time. Of each alert only its latest state waits, so that a
 * webhook that is down for a day costs no memory and then hears what is true, not what was.
 */
export class Webhook {
  readonly #parts: WebhookParts;
  readonly #pace: WebhookPace;
  readonly #policy: RetryPolicy;
  readonly #stop = new AbortController();
  readonly #waiting = new Map<string, WebhookAlert>();
  #work: Promise<void> | undefined;
  #rest: NodeJS.Timeout | undefined;
  #failing = false;

  constructor(parts: WebhookParts) {
    this.#parts = parts;
    this.#pace = { ...PACE, ...parts.pace };
    const { retryMs, tries } = this.#pace;
    this.#policy = retry(
      handleWhen((error) => !(error instanceof WebhookError) || error.retryable),
      {
        maxAttempts: tries - 1,
        backoff: new ExponentialBackoff({ initialDelay: retryMs, maxDelay: 16 * retryMs }),
      },
    ).dangerouslyUnref();
  }

  /** Alerts that the webhook has not taken yet. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Takes alerts to send. Returns at once and never throws. */
  send(notices: readonly Notice[]): void {
    for (const notice of notices) this.#add(webhookAlert(notice, this.#parts.origin));
    this.#begin();
  }

  /** Sends a sign of life. */
  beat(nowMs: number): void {
    this.#add(heartbeat(this.#parts.origin, nowMs));
    this.#begin();
  }

  /** Gives what waits a last moment, then stops. */
  async close(graceMs = 3_000): Promise<void> {
    clearTimeout(this.#rest);
    if (this.#waiting.size > 0) this.#begin();
    let grace: NodeJS.Timeout | undefined;
    const over = new Promise<void>((resolve) => {
      grace = setTimeout(resolve, graceMs);
    });
    await Promise.race([this.#work, over]);
    clearTimeout(grace);
    this.#stop.abort();
  }

  #isStopped(): boolean {
    return this.#stop.signal.aborted;
  }

  #add(alert: WebhookAlert): void {
    this.#waiting.delete(alert.fingerprint);
    this.#waiting.set(alert.fingerprint, alert);
    // What still fires is told again; of what is over nobody would hear, but it is over.
    for (const [fingerprint, { status }] of this.#waiting) {
      if (this.#waiting.size <= MOST_WAITING) break;
      if (status === 'resolved') this.#waiting.delete(fingerprint);
    }
    for (const fingerprint of this.#waiting.keys()) {
      if (this.#waiting.size <= MOST_WAITING) break;
      this.#waiting.delete(fingerprint);
    }
  }

  #begin(): void {
    if (this.#isStopped() || this.#waiting.size === 0) return;
    clearTimeout(this.#rest);
    this.#work ??= this.#drain().finally(() => {
      this.#work = undefined;
    });
  }

  async #drain(): Promise<void> {
    while (this.#waiting.size > 0 && !this.#isStopped()) {
      let batch: WebhookAlert[] = [];
      try {
        await this.#policy.execute(({ signal }) => {
          batch = [...this.#waiting.values()].slice(0, MOST_IN_POST);
          return this.#post(batch, signal);
        }, this.#stop.signal);
      } catch (error) {
        this.#failed(error);
        if (this.#isStopped()) return;
        this.#rest = setTimeout(() => this.#begin(), this.#pace.restMs).unref();
        return;
      }
      // What has changed while it was sent waits for the next.
      for (const alert of batch) {
        if (this.#waiting.get(alert.fingerprint) === alert) this.#waiting.delete(alert.fingerprint);
      }
      this.#took();
    }
  }

  async #post(batch: readonly WebhookAlert[], signal: AbortSignal): Promise<void> {
    const body = webhookBody(batch, this.#parts.origin);
    await postWebhook(this.#parts.url, body, this.#pace.timeoutMs, signal);
  }

  #failed(error: unknown): void {
    this.#parts.onPost?.('failed');
    const why = error instanceof Error ? error.message : String(error);
    const level = this.#failing ? 'debug' : 'warn';
    this.#failing = true;
    this.#parts.log[level]({ waiting: this.#waiting.size }, `${why}; alerts are sent again until it takes them`);
  }

  #took(): void {
    this.#parts.onPost?.('ok');
    if (this.#failing) this.#parts.log.info('the webhook takes alerts again');
    this.#failing = false;
  }
}

/**
 * One POST. Anything but 2xx is a failure; a redirect too, for it would turn the POST into a GET.
 * @throws WebhookError; `retryable` is false for what the same POST can't overcome, such as 404
 */
export async function postWebhook(url: Secret, body: string, timeoutMs: number, signal?: AbortSignal): Promise<void> {
  const target = new URL(new TextDecoder().decode(url.reveal()));
  const where = `the webhook at ${target.origin}`;
  // fetch refuses credentials in a URL; as a header they are what the operator meant.
  const { username, password } = target;
  target.username = target.password = '';
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const limit = AbortSignal.timeout(timeoutMs);
  let response: Response;
  try {
    response = await fetch(target, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        ...(username !== '' && { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }),
      },
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    // The connection is given back only when the body has been read or refused.
    await response.body?.cancel();
  } catch (error) {
    if (limit.aborted) throw new WebhookError(`${where} did not answer within ${timeoutMs / 1000} s`, true);
    throw new WebhookError(`${where} cannot be reached (${reasonOf(error)})`, true);
  }
  const { status } = response;
  if (status >= 200 && status < 300) return;
  const retryable = status === 408 || status === 429 || status >= 500;
  throw new WebhookError(`${where} answered ${status}`, retryable);
}

/** What is underneath a failed fetch, such as ECONNREFUSED: its own text says "fetch failed" for all of them. */
function reasonOf(error: unknown): string {
  const { name, cause } = error as { name?: unknown; cause?: { code?: unknown; name?: unknown } };
  const reason = cause?.code ?? cause?.name ?? name;
  return typeof reason === 'string' ? reason : 'unknown';
}
