import {
  type BatchKind,
  type Header,
  type Model,
  type Params,
  QueryClientImpl,
  type QueryNextSlotResponse,
} from '@pacer/proto/inference/v1';
import { type AbciQuerier, type Height, rpcAt } from './abci.js';
import { bothParams, type ParamsOf } from './epoch.js';

/** When a Host may commit its next batch of a kind and model, and what epoch it must carry. */
export type NextSlot = QueryNextSlotResponse;

export interface InferenceExtension {
  readonly inference: {
    /** At most 1024 headers of an epoch from an id on, and how many there are. */
    headers(
      query: { epoch: bigint; from?: bigint; limit?: number },
      height?: bigint,
    ): Promise<{ headers: Header[]; total: bigint }>;
    /**
     * All headers of an epoch from an id on. Pages belong together only at one height: pass one.
     */
    allHeaders(query: { epoch: bigint; from?: bigint }, height: bigint): Promise<Header[]>;
    nextSlot(query: { host: string; kind: BatchKind; model: string }, height?: bigint): Promise<NextSlot>;
    /** All models in order of number. */
    models(height?: bigint): Promise<Model[]>;
    params(epoch: bigint, height?: bigint): Promise<ParamsOf<Params>>;
  };
}

/** Queries of §6 over a cosmjs `QueryClient` or an `Endpoint`. */
export function setupInferenceExtension(base: AbciQuerier): InferenceExtension {
  const at = (height: Height) => new QueryClientImpl(rpcAt(base, height));
  const headers: InferenceExtension['inference']['headers'] = ({ epoch, from = 0n, limit = 0 }, height) =>
    at(height).Headers({ epoch, from, limit });
  return {
    inference: {
      headers,
      async allHeaders({ epoch, from = 0n }, height) {
        const all: Header[] = [];
        for (let next = from; ;) {
          const page = await headers({ epoch, from: next }, height);
          all.push(...page.headers);
          next += BigInt(page.headers.length);
          if (page.headers.length === 0 || next >= page.total) return all;
        }
      },
      nextSlot: (query, height) => at(height).NextSlot(query),
      models: async (height) => (await at(height).Models({})).models,
      params: async (epoch, height) => bothParams<Params>(await at(height).Params({ epoch })),
    },
  };
}
