import type { EndpointPool } from '@pacer/client';
import type { Check } from '@pacer/agent';
import { z } from 'zod';
import type { HostConfig } from './config.js';
import { Engines } from './engines.js';
import { fetchLimited } from './http/fetch-limited.js';
import { HostView } from './host-view.js';

/** Whether the ML Nodes answer and serve, together, every model that the chain lists for this Host. */
export function enginesCheck(pool: EndpointPool, { host, own }: HostConfig): Check {
  return {
    name: 'ML Nodes',
    ask: async (signal) => {
      const states = await new Engines(own.ml_nodes).probe(signal);
      const down = states.filter(({ up }) => !up).map(({ url, fault }) => `${url} (${fault ?? 'no answer'})`);
      if (down.length > 0) {
        return { ok: false, said: `no answer from ${down.join(', ')}`, fix: 'start it, or correct ml_nodes in [host]' };
      }
      const view = new HostView(host);
      await view.refresh(await pool.latest());
      const assigned = view.facts?.assignedModels ?? [];
      const served = new Set(states.flatMap(({ models }) => models));
      const missing = assigned.filter((model) => !served.has(model));
      if (missing.length > 0) {
        const said = `the chain lists ${missing.join(', ')} for this Host, and no ML Node serves it`;
        return { ok: false, said, fix: 'start an ML Node with it: duties on it would be missed' };
      }
      const said = `${states.length} answer and serve ${assigned.join(', ') || 'nothing that the chain lists'}`;
      return { ok: true, said };
    },
  };
}

const identity = z.object({ address: z.string(), chain_id: z.string() });
const IDENTITY = { timeoutMs: 5_000, maxBytes: 64 * 1024 } as const;

/** Whether the API URL that the chain has for this Host leads to its API. */
export function apiUrlCheck(pool: EndpointPool, { host, chainId }: HostConfig): Check {
  return {
    name: 'API URL',
    ask: async (signal) => {
      const { query } = await pool.latest();
      const { apiUrl } = await query.host.host(host);
      const url = `${apiUrl.replace(/\/+$/, '')}/v1/identity`;
      const bytes = await fetchLimited(url, { ...IDENTITY, signal });
      const { data } = identity.safeParse(jsonOf(bytes));
      if (data?.address === host && data.chain_id === chainId) {
        return { ok: true, said: `${apiUrl}, which the chain has, leads here` };
      }
      const said = `${url} answers as ${data ? `${data.address} on ${data.chain_id}` : 'something else'}`;
      return { ok: false, said, fix: 'have the operator set the URL, or the proxy before it; validators ask there' };
    },
  };
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined; // no JSON is no identity either
  }
}
