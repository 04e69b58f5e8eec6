import { ed25519 } from '@noble/curves/ed25519.js';
import { concat, utf8 } from './bytes.js';
import { consensusPublicKey, proveConsensusKey, verifyConsensusKey } from './consensus-key.js';
import { H } from './tag.js';
import { flipBit } from './testing/bytes.js';
import { codeOf } from './testing/refusal.js';

const seed = new Uint8Array(32).fill(4);
const owner = { chainId: 'pacer-test-1', host: new Uint8Array(20).fill(1) };
const publicKey = consensusPublicKey(seed);
const proof = proveConsensusKey({ ...owner, seed });

test('a proof is ed25519 over the typed message and holds for its chain, Host and key', () => {
  const message = H('pacer/consensus-key/v1', utf8(owner.chainId), owner.host, publicKey);
  expect(ed25519.verify(proof, message, publicKey)).toBe(true);
  expect(verifyConsensusKey({ ...owner, publicKey, proof })).toBe(true);
});

test.each([
  ['another Host', { host: new Uint8Array(20).fill(2) }],
  ['another chain', { chainId: 'pacer-test-2' }],
  ['another key', { publicKey: consensusPublicKey(new Uint8Array(32).fill(5)) }],
  ['a Host that is no address', { host: new Uint8Array(0) }],
  ['a short key', { publicKey: publicKey.subarray(1) }],
  ['a long proof', { proof: new Uint8Array(65) }],
])('not for %s', (_name, change) => {
  expect(verifyConsensusKey({ ...owner, publicKey, proof, ...change })).toBe(false);
});

test('not for a key of small order, under which CometBFT’s ZIP-215 takes one proof for every message', () => {
  const identity = Uint8Array.from({ length: 32 }, (_, i) => Number(i === 0));
  const anything = concat(identity, new Uint8Array(32));
  expect(ed25519.verify(anything, utf8('any message'), identity, { zip215: true })).toBe(true);
  expect(verifyConsensusKey({ ...owner, publicKey: identity, proof: anything })).toBe(false);
});

test('a bit flipped in any byte of the proof is false', () => {
  for (let i = 0; i < proof.length; i++) {
    expect(verifyConsensusKey({ ...owner, publicKey, proof: flipBit(proof, i) })).toBe(false);
  }
});

test('a seed has 32 bytes', () => {
  expect(codeOf(() => consensusPublicKey(new Uint8Array(64)))).toBe('bad-length');
});
