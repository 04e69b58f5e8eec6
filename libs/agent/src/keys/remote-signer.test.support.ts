import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deserialize, serialize } from 'node:v8';
import { AgentError } from '../error.js';
import type { HostSigner } from './host-signer.js';

/** A signer behind a real socket, that can be gone. */
export interface RemoteSigner {
  signer: HostSigner;
  /** calls that reached it */
  calls: string[];
  /** Closes the socket; it listens again on the same port with `start`. */
  stop: () => Promise<void>;
  start: () => Promise<void>;
}

type Method = 'sign' | 'signRequest' | 'signSecret' | 'deal' | 'open';

/** Serves a signer over HTTP on loopback, with a client that knows how to say that it is away. */
export async function remoteSigner(local: HostSigner): Promise<RemoteSigner> {
  const calls: string[] = [];
  const carryOut = (method: Method, args: never[], signal: AbortSignal): Promise<Uint8Array> | Uint8Array => {
    calls.push(method);
    if (method === 'sign') return local.hotKey.sign(...(args as never as [never]));
    if (method === 'deal' || method === 'open')
      return local[method](...(args as never as [never, never, never]), { signal });
    return local[method](...(args as never as [never]));
  };
  const server = createServer((incoming, response) => {
    const gone = new AbortController();
    response.on('close', () => {
      gone.abort(new Error('the caller is gone'));
    });
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.on('end', () => {
      const args = deserialize(Buffer.concat(parts)) as never[];
      void Promise.resolve()
        .then(() => carryOut((incoming.url ?? '').slice(1) as Method, args, gone.signal))
        .then(
          (bytes) => response.end(bytes),
          (error: unknown) => response.writeHead(422).end(String(error)),
        );
    });
  });
  const start = (port: number): Promise<void> =>
    new Promise((resolve) => {
      server.listen(port, '127.0.0.1', resolve);
    });
  await start(0);
  const { port } = server.address() as AddressInfo;
  const call = async (method: Method, args: unknown[], signal?: AbortSignal): Promise<Uint8Array> => {
    let response: Response;
    try {
      const body = new Uint8Array(serialize(args));
      response = await fetch(`http://127.0.0.1:${port}/${method}`, {
        ...{
          method: 'POST',
          body,
          signal: AbortSignal.any([AbortSignal.timeout(60_000), ...(signal ? [signal] : [])]),
        },
      });
    } catch (error) {
      signal?.throwIfAborted();
      throw new AgentError('signer-unavailable', 'the signer does not answer: start it', {
        retryable: true,
        cause: error,
      });
    }
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (response.ok) return bytes;
    throw Object.assign(new Error(new TextDecoder().decode(bytes)), { code: 'refused', retryable: false });
  };
  return {
    calls,
    signer: {
      hotKey: { ...local.hotKey, sign: (signDoc) => call('sign', [signDoc]) },
      blsPublicKey: local.blsPublicKey,
      dealingPublicKey: local.dealingPublicKey,
      signRequest: (request) => call('signRequest', [request]),
      signSecret: (of) => call('signSecret', [of]),
      deal: (round, host, { signal }) => call('deal', [round, host], signal),
      open: (round, host, sums, { signal }) => call('open', [round, host, sums], signal),
    },
    start: () => start(port),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
