// An owner of records with its real API, as a thread of its own: `new Worker('owner.js', { workerData: OwnerStart })`.
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { EmbeddedMlNode, type Generation, type MlNode } from '@pacer/ml';
import type { Header } from '@pacer/proto/inference/v1';
import { createLogger } from '@pacer/agent';
import { MODEL, TestHost } from '../host.test.support.js';
import { listenAt, apiServer } from '../http/server.js';
import { recordRoutes } from '../http/record-routes.js';

export interface OwnerStart {
  /** records of `tokens` output tokens each, all in batch 1 */
  readonly count: number;
  readonly tokens: number;
  /** records beside them whose prompts are as long as they can be, in batch 2 */
  readonly long: number;
}

/** Where it serves what. */
export interface OwnerReady {
  readonly url: string;
  readonly short: Header;
  readonly long: Header;
}

const LONGEST_PROMPT = 65_000;

async function serve({ count, tokens, long }: OwnerStart): Promise<OwnerReady> {
  const model = new EmbeddedMlNode([MODEL]);
  let answer: Promise<Generation> | undefined;
  // At temperature 0 the same question has the same answer each time: it is made once.
  const once: MlNode = {
    generate: (request, options) => (answer ??= model.generate(request, options)),
    score: (request, options) => model.score(request, options),
  };
  const host = new TestHost(once);
  for (let i = 0; i < count; i++) await host.ask('How far is it?', { max_tokens: tokens, temperature: 0 });
  answer = undefined;
  const short = host.commit(1n);
  for (let i = 0; i < long; i++) await host.ask('x'.repeat(LONGEST_PROMPT), { max_tokens: tokens, temperature: 0 });
  const api = apiServer(createLogger({ program: 'bench', level: 'warn' }));
  recordRoutes(api, host.journal);
  parentPort?.once('message', () => {
    void api.close().then(() => {
      host.close();
    });
  });
  return { url: await listenAt(api, '127.0.0.1:0'), short, long: host.commit(2n) };
}

if (!isMainThread) parentPort?.postMessage(await serve(workerData as OwnerStart));
