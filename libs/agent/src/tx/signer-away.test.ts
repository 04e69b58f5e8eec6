import { describe, expect, it } from '@jest/globals';
import { secp256k1Signer } from '@pacer/client';
import { hostKeys, requestId, signRequest } from '@pacer/crypto';
import { Registry } from 'prom-client';
import { systemClock } from '../clock.js';
import { fileSigner } from '../keys/file-signer.js';
import { remoteSigner } from '../keys/remote-signer.test.support.js';
import { watchedSigner } from '../keys/watched-signer.js';
import { createLogger } from '../log.js';
import { Secret } from '../secret.js';
import { TxEngine } from './engine.js';
import { chain, hashes, journal, KEY, operation, restartNodes } from './engine.test.support.js';
import { CHAIN_ID, modelSigner } from './model-chain.test.support.js';
import type { SignerPort } from './port.js';

type Line = { level: string; msg: string; err?: { code?: string } };

async function withRemoteSigner() {
  const { bls, dealing } = hostKeys(new Uint8Array(32).fill(5));
  const hotSecret = new Uint8Array(32).fill(6);
  const remote = await remoteSigner(
    fileSigner({
      ...{ bls: new Secret(bls), dealing: new Secret(dealing), hotKey: secp256k1Signer(hotSecret) },
      signRequest: (request) => signRequest(requestId(request), hotSecret),
    }),
  );
  const lines: Line[] = [];
  const log = createLogger({
    program: 'test',
    destination: { write: (line) => void lines.push(JSON.parse(line) as Line) },
  });
  const registry = new Registry();
  const { hotKey } = watchedSigner(remote.signer, log, registry);
  // The model chain reads its own bytes; what is signed has to have a signature before it is a transaction.
  const signer: SignerPort = {
    address: hotKey.address,
    sign: async (request) => {
      const tx = await modelSigner.sign(request);
      await hotKey.sign(tx.bytes);
      return tx;
    },
  };
  const engine = () => new TxEngine({ chainId: CHAIN_ID, store: journal, chain, signer, clock: systemClock, log });
  const isUp = async () => (await registry.getSingleMetric('pacer_signer_up')!.get()).values[0]?.value;
  return { remote, lines, engine, isUp };
}

describe('a signer that is away', () => {
  it('costs no attempt: the intent waits, is said aloud once, and is signed when the signer is back', async () => {
    const { remote, lines, engine, isUp } = await withRemoteSigner();
    await remote.stop();
    const first = engine();
    for (let pass = 0; pass < 5; pass++) {
      await expect(first.submit(operation())).rejects.toMatchObject({ code: 'signer-unavailable', retryable: true });
      chain.commit();
    }
    expect(await first.settle()).toEqual([]);
    expect(journal.attempts(KEY)).toMatchObject([
      { attempt: 1, state: 'intent', signed: undefined, outcome: undefined },
    ]);
    expect(chain.arrivals).toEqual([]);
    expect(await isUp()).toBe(0);
    expect(lines.filter(({ level }) => level === 'error').map(({ msg }) => msg)).toEqual([
      'the signer does not answer: nothing new can be signed, what is due is tried again; bring it back',
    ]);
    await remote.start();
    // Another run of the program carries it on.
    const second = engine();
    await second.settle();
    expect(journal.latest(KEY)).toMatchObject({ attempt: 1, state: 'broadcast' });
    expect(await isUp()).toBe(1);
    expect(lines.map(({ msg }) => msg)).toContain('the signer answers again');
    chain.commit();
    const [ended] = await second.settle();
    expect(ended?.outcome?.kind).toBe('ok');
    await remote.stop();
  });

  it('is not asked again for what is signed: the same bytes go out without it', async () => {
    const { remote, engine } = await withRemoteSigner();
    await engine().submit(operation());
    chain.commit({ drop: true });
    restartNodes();
    await remote.stop();
    const asked = remote.calls.length;
    const second = engine();
    await second.settle();
    chain.commit();
    expect((await second.settle())[0]?.outcome?.kind).toBe('ok');
    expect(remote.calls).toHaveLength(asked);
    expect(hashes()).toHaveLength(1);
  });
});
