import { describe, expect, it } from '@jest/globals';
import { chain, endOf, engineOf, hashes, journal, KEY, operation } from './engine.test.support.js';
import type { BroadcastAnswer } from './port.js';

const expired: BroadcastAnswer = { kind: 'expired', codespace: 'sdk', code: 42, log: 'tx timeout' };

/** These endpoints say that the deadline is past; the others do what they do. */
function sayExpired(...endpoints: string[]): void {
  const broadcast = chain.broadcast.bind(chain);
  chain.broadcast = (endpoint, bytes) =>
    endpoints.includes(endpoint) ? Promise.resolve(expired) : broadcast(endpoint, bytes);
}

describe('a node that says that the deadline is past', () => {
  it('ends nothing: the others have the bytes, and they are included', async () => {
    const engine = engineOf();
    sayExpired('http://node0');
    const sent = await engine.submit(operation());
    expect(sent).toMatchObject({ attempt: 1, state: 'broadcast', outcome: undefined });
    chain.commit();
    await engine.settle();
    expect(endOf(journal.latest(KEY))).toBe('ok');
    expect(hashes()).toHaveLength(1);
  });

  it('ends nothing though all say so: dead is what is proven by blocks', async () => {
    const engine = engineOf();
    sayExpired(...chain.endpoints());
    for (let pass = 0; pass < 3; pass++) {
      expect(await engine.submit(operation())).toMatchObject({ attempt: 1, state: 'broadcast', outcome: undefined });
      chain.commit();
    }
  });

  it('hides no refusal: it is dead because of that', async () => {
    const engine = engineOf();
    const refused = { kind: 'refused' as const, codespace: 'host', code: 2, log: 'not its hot key' };
    chain.broadcast = () => Promise.resolve(refused);
    await engine.submit(operation());
    sayExpired(...chain.endpoints());
    expect((await engine.submit(operation())).refusal).toMatchObject(refused);
    expect(journal.latest(KEY)?.refusal).toMatchObject(refused);
  });

  it('is what is shown after an answer that was no refusal', async () => {
    const engine = engineOf();
    const known = { kind: 'known' as const, codespace: '', code: -32603, log: 'tx already exists in cache' };
    chain.broadcast = () => Promise.resolve(known);
    await engine.submit(operation());
    sayExpired(...chain.endpoints());
    expect((await engine.submit(operation())).refusal).toMatchObject(expired);
  });
});
