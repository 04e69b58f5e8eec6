import { type Params, QueryClientImpl, type Quota, type Result } from '@pacer/proto/validation/v1';
import { type AbciQuerier, type Height, present, rpcAt } from './abci.js';
import { bothParams, type ParamsOf } from './epoch.js';

export interface ValidationExtension {
  readonly validation: {
    /** Results of up to 1024 batches from a batch on; `next` is the first batch not covered, 0 when none is left. */
    results(
      query: { epoch: bigint; host: string; from?: bigint; limit?: number },
      height?: bigint,
    ): Promise<{ results: Result[]; next: bigint; quota: Quota }>;
    /** All of a Host's results of an epoch. Pages belong together only at one height: pass one. */
    allResults(query: { epoch: bigint; host: string }, height: bigint): Promise<{ results: Result[]; quota: Quota }>;
    /** Share of an epoch's records that are re-executed, in millionths. */
    rate(epoch: bigint, height?: bigint): Promise<number>;
    params(epoch: bigint, height?: bigint): Promise<ParamsOf<Params>>;
  };
}

/** Queries of §7 over a cosmjs `QueryClient` or an `Endpoint`. */
export function setupValidationExtension(base: AbciQuerier): ValidationExtension {
  const at = (height: Height) => new QueryClientImpl(rpcAt(base, height));
  const results: ValidationExtension['validation']['results'] = async (query, height) => {
    const answer = await at(height).Results({ ...query, from: query.from ?? 0n, limit: query.limit ?? 0 });
    return { results: answer.results, next: answer.next, quota: present(answer.quota, 'quota') };
  };
  return {
    validation: {
      results,
      async allResults(query, height) {
        const all: Result[] = [];
        for (let from = 0n; ;) {
          const page = await results({ ...query, from }, height);
          all.push(...page.results);
          // A page that does not move on would be asked for ever.
          if (page.next <= from) return { results: all, quota: page.quota };
          from = page.next;
        }
      },
      rate: async (epoch, height) => (await at(height).Rate({ epoch })).ppm,
      params: async (epoch, height) => bothParams<Params>(await at(height).Params({ epoch })),
    },
  };
}
