import { blsAggregatePublicKeys, blsAggregateSignatures, blsFastAggregateVerify } from './bls.js';
import { blsPublicKey, blsSign, blsVerify } from './bls.js';
import { hex, unhex } from './bytes.js';
import { readVectors } from './testing/vectors.js';

interface Signature {
  secret_key: string;
  message: string;
  public_key: string;
  signature: string;
}

interface Aggregate {
  secret_keys: string[];
  message: string;
  aggregate_signature: string;
  aggregate_public_key: string;
}

type Refused = Pick<Signature, 'public_key' | 'message' | 'signature'>;

const { cases, refused } = readVectors<Signature | Aggregate, Refused>('bls.json');
const single = cases.filter((vector) => 'secret_key' in vector);
const aggregates = cases.filter((vector) => 'secret_keys' in vector);

test('there are single signatures, aggregates and refused ones', () => {
  expect([single, aggregates, refused].every((vectors) => vectors.length > 0)).toBe(true);
});

test.each(single)('$name', ({ secret_key, message, public_key, signature }) => {
  expect(hex(blsPublicKey(unhex(secret_key)))).toBe(public_key);
  expect(hex(blsSign(unhex(secret_key), unhex(message)))).toBe(signature);
  expect(blsVerify(unhex(public_key), unhex(message), unhex(signature))).toBe(true);
});

test.each(aggregates)('$name', ({ secret_keys, message, aggregate_signature, aggregate_public_key }) => {
  const keys = secret_keys.map(unhex);
  const publicKeys = keys.map(blsPublicKey);
  expect(hex(blsAggregatePublicKeys(publicKeys))).toBe(aggregate_public_key);
  expect(hex(blsAggregateSignatures(keys.map((key) => blsSign(key, unhex(message)))))).toBe(aggregate_signature);
  expect(blsFastAggregateVerify(publicKeys, unhex(message), unhex(aggregate_signature))).toBe(true);
});

test.each(refused)('refused: $name', ({ public_key, message, signature }) => {
  expect(blsVerify(unhex(public_key), unhex(message), unhex(signature))).toBe(false);
});
