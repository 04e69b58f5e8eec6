import type { Life } from '../host/life.js';
import type { Seeded } from '@pacer/testing';
import type { ModelNode } from './model-node.js';

/** How a request ends at its caller; `hang` is no end. */
type End = { text: string; status: number } | { error: { code: string; message: string } } | 'hang';

const PAGE = '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>';

/** What lies between agents and nodes: requests take a moment, and some get lost. Everything passes through here as bytes. */
export class Network {
  readonly #nodes: ReadonlyMap<string, ModelNode>;
  readonly #random: Seeded;

  constructor(nodes: readonly ModelNode[], random: Seeded) {
    this.#nodes = new Map(nodes.map((node) => [node.url, node]));
    this.#random = random;
  }

  /** `fetch` and deadlines of one process. */
  of(life: Life): {
    fetch: (url: string, init: RequestInit) => Promise<Response>;
    deadlineAfter: (ms: number) => AbortSignal;
  } {
    // The deadline is set just before its request, so that the request can put it off when it has ended.
    let latest: { cancel: () => void } | undefined;
    return {
      deadlineAfter: (ms) => {
        const controller = new AbortController();
        const cancel = life.after(ms, () => {
          controller.abort(new DOMException('the deadline is over', 'TimeoutError'));
        });
        latest = { cancel };
        return controller.signal;
      },
      fetch: (url, init) => {
        const deadline = latest;
        latest = undefined;
        return this.#request(life, url, init, () => deadline?.cancel());
      },
    };
  }

  #request(life: Life, url: string, { body, signal }: RequestInit, ended: () => void): Promise<Response> {
    return new Promise((resolve, reject) => {
      const node = this.#nodes.get(url);
      if (!node) throw new Error(`the model has no node at ${url}`);
      if (!life.passes(`request to ${node.url}`)) return;
      const text = typeof body === 'string' ? body : '';
      life.note(`> ${node.id[0]} ${text.slice(text.indexOf('"method"'))}`);
      const cancel = this.#deliver(life, node, text, (end) => {
        signal?.removeEventListener('abort', giveUp);
        if ('error' in end) {
          life.note(`< ${node.id[0]} ${end.error.code}`);
          ended();
          reject(new TypeError('fetch failed', { cause: end.error }));
        } else {
          life.note(`< ${node.id[0]} ${end.text}`);
          resolve(response(end, ended));
        }
      });
      const giveUp = (): void => {
        if (!life.isAlive) return;
        cancel();
        ended();
        reject(signal?.reason instanceof Error ? signal.reason : new DOMException('aborted', 'AbortError'));
      };
      if (signal?.aborted) giveUp();
      else signal?.addEventListener('abort', giveUp, { once: true });
    });
  }

  #deliver(life: Life, node: ModelNode, text: string, arrive: (end: Exclude<End, 'hang'>) => void): () => void {
    const latencyMs = this.#random.between(1, 20);
    const { lateMs, delayMs = 0 } = node.faults;
    if (lateMs !== undefined) {
      let isWaiting = true;
      // It is done whether or not anybody waits for it.
      life.world.after(lateMs, () => {
        const end = this.#end(node, text);
        if (isWaiting && end !== 'hang') life.after(latencyMs, () => isWaiting && arrive(end));
      });
      return () => (isWaiting = false);
    }
    const end = this.#end(node, text);
    if (end === 'hang') return () => undefined;
    if (!life.passes(`request was sent to ${node.url}`)) return () => undefined;
    return life.after(latencyMs + delayMs, () => arrive(end));
  }

  #end(node: ModelNode, text: string): End {
    const { faults } = node;
    if (faults.down) return { error: { code: 'ECONNREFUSED', message: `connect ECONNREFUSED ${node.url}` } };
    if (faults.hangs) return 'hang';
    if (faults.html) return { text: PAGE, status: 502 };
    const { id, method, params } = JSON.parse(text) as { id: unknown; method: string; params: Record<string, unknown> };
    const answer = node.answer(id, method, params);
    if (faults.resets) return { error: { code: 'ECONNRESET', message: 'read ECONNRESET' } };
    if (faults.truncates) return { text: answer.slice(0, answer.length >> 1), status: 200 };
    return { text: answer, status: answer.includes('"error":{') ? 500 : 200 };
  }
}

/** As much of a Response as is read of one. */
function response({ text, status }: { text: string; status: number }, ended: () => void): Response {
  let isRead = false;
  const reader = {
    read: () => {
      if (isRead) {
        ended();
        return Promise.resolve({ done: true, value: undefined });
      }
      isRead = true;
      return Promise.resolve({ done: false, value: Buffer.from(text) });
    },
    cancel: () => Promise.resolve(),
  };
  return { ok: status === 200, status, body: { getReader: () => reader } } as unknown as Response;
}
