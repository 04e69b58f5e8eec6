// Users who ask, read, think, as a thread of their own: `new Worker('paced-users.js')`, then a message Paced for each load,
// answered by the times of its requests.
import { isMainThread, parentPort } from 'node:worker_threads';

/** What users ask, and how often. */
export interface Paced {
  readonly url: string;
  /** body of each request */
  readonly body: string;
  /** users at the same time */
  readonly users: number;
  /** of each user between an answer and the next request, milliseconds */
  readonly pauseMs: number;
  /** for so long, milliseconds */
  readonly forMs: number;
}

/** Times of the answers in milliseconds. @throws when one is not answered with 200 */
async function ask({ url, body, users, pauseMs, forMs }: Paced): Promise<number[]> {
  const times: number[] = [];
  const end = performance.now() + forMs;
  const user = async (at: number): Promise<void> => {
    // Not all at once.
    await new Promise((resolve) => setTimeout(resolve, (at * pauseMs) / users));
    while (performance.now() < end) {
      const began = performance.now();
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body });
      const text = await response.text();
      if (response.status !== 200) throw new Error(`${response.status} ${text}`);
      times.push(performance.now() - began);
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  };
  await Promise.all(Array.from({ length: users }, (_, at) => user(at)));
  return times;
}

if (!isMainThread)
  parentPort?.on('message', (load: Paced) => {
    void ask(load).then((times) => parentPort?.postMessage(times));
  });
