// Users as a thread of their own, so that what they cost is not the server's: `new Worker('clients.js', { workerData: Load })`.
import { isMainThread, parentPort, workerData } from 'node:worker_threads';

/** What users ask, and how. */
export interface Load {
  readonly url: string;
  /** body of each request */
  readonly body: string;
  readonly requests: number;
  /** users that ask one request after the other, at the same time */
  readonly users: number;
}

/** Times of a load's requests in milliseconds. @throws when one is not answered with 200 */
async function ask({ url, body, requests, users }: Load): Promise<Float64Array> {
  const times = new Float64Array(requests);
  let next = 0;
  const user = async (): Promise<void> => {
    for (let at = next++; at < requests; at = next++) {
      const began = performance.now();
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body });
      const text = await response.text();
      if (response.status !== 200) throw new Error(`${response.status} ${text}`);
      times[at] = performance.now() - began;
    }
  };
  await Promise.all(Array.from({ length: users }, user));
  return times;
}

if (!isMainThread) parentPort?.postMessage(await ask(workerData as Load));
