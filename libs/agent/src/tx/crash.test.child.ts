// A process that carries operations further on a real journal, with the chain in its parent's hands, and that the parent has
// told where to stop dead: SIGKILL at that very call.
import { pino } from 'pino';
import { systemClock } from '../clock.js';
import { TxJournal } from '../journal/tx-journal.js';
import type { TxStore } from './attempt.js';
import { TxEngine } from './engine.js';
import { CHAIN_ID, modelMessages, modelSigner } from './model-chain.test.support.js';
import type { ChainPort } from './port.js';

/** JSON with bigints and bytes, for the pipe between the processes. */
type Wire = { id: number; value?: unknown; error?: string };

const [stateDir = '', key = '', dieAt = ''] = process.argv.slice(2);
const waiting = new Map<number, (wire: Wire) => void>();
let lastId = 0;

process.on('message', (wire: Wire) => {
  waiting.get(wire.id)?.(wire);
  waiting.delete(wire.id);
});

function die(at: string): void {
  if (at === dieAt) process.kill(process.pid, 'SIGKILL');
}

function ask(method: string, args: unknown[]): Promise<unknown> {
  const id = ++lastId;
  return new Promise((resolve, reject) => {
    waiting.set(id, ({ value, error }) => {
      if (error === undefined) resolve(value);
      else reject(Object.assign(new Error(error), { code: 'endpoint/unreachable', retryable: true }));
    });
    process.send?.({ id, method, args });
  });
}

/** Every call of an object, with the places before and after it at which the process can die. */
function mortal<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get: (of, property) => {
      const method: unknown = Reflect.get(of, property);
      if (typeof method !== 'function') return method;
      return (...args: unknown[]): unknown => {
        const call = `${name}.${String(property)}`;
        die(`before ${call}`);
        const result: unknown = Reflect.apply(method, of, args);
        if (!(result instanceof Promise)) {
          die(`after ${call}`);
          return result;
        }
        return result.then((value: unknown) => {
          die(`after ${call}`);
          return value;
        });
      };
    },
  });
}

const endpoints = ['http://node0', 'http://node1', 'http://node2'];
const chain = {
  endpoints: () => endpoints,
  ...Object.fromEntries(
    ['status', 'accountNumber', 'sequence', 'tip', 'broadcast', 'sighting', 'block', 'result'].map((method) => [
      method,
      (...args: unknown[]) => ask(method, args.slice(0, 3)),
    ]),
  ),
} as unknown as ChainPort;

const journal = TxJournal.open({ stateDir, program: 'crash' });
const store = mortal<TxStore>('store', journal);
const engine = new TxEngine({
  chainId: CHAIN_ID,
  store,
  chain: mortal('chain', chain),
  signer: mortal('signer', modelSigner),
  clock: systemClock,
  log: pino({ level: 'silent' }),
});

const effect = async (): Promise<boolean> => (await ask('shows', [key])) === true;
await engine.settle();
await engine.submit({ key, messages: modelMessages(key), gas: 1n, effect });
await engine.settle();
journal.close();
process.disconnect();
