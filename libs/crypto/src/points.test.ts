import { bls12_381 } from '@noble/curves/bls12-381.js';
import { blsPublicKey, blsSign } from './bls.js';
import { hex, utf8 } from './bytes.js';
import { encodeScalar } from './field.js';
import { decodePublicKey, decodeSignature } from './points.js';
import { badG1, badG2, withModulusAdded } from './testing/points.js';
import { codeOf } from './testing/refusal.js';

const secretKey = encodeScalar(42n);
const publicKey = blsPublicKey(secretKey);
const signature = blsSign(secretKey, utf8('message'));

/** The first multiple of the generator whose x leaves room to add the modulus. */
function encodingWithRoom(Point: typeof bls12_381.G1.Point): Uint8Array {
  for (let k = 1n; ; k++) {
    const moved = withModulusAdded(Point.BASE.multiply(k).toBytes());
    if (moved !== undefined) return moved;
  }
}

function withFlags(length: number, flags: number, lastByte = 0): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes[0] = flags;
  bytes[length - 1] = lastByte;
  return bytes;
}

describe.each([
  { group: 'G1', decode: decodePublicKey, good: publicKey, bad: badG1, Point: bls12_381.G1.Point },
  { group: 'G2', decode: decodeSignature, good: signature, bad: badG2, Point: bls12_381.G2.Point },
])('$group', ({ group, decode, good, bad, Point }) => {
  const length = good.length;

  test('a canonical point decodes and encodes to the same bytes', () => {
    expect(hex(decode(good).toBytes())).toBe(hex(good));
  });

  test('the identity is refused, which noble accepts', () => {
    const identity = withFlags(length, 0xc0);
    expect(Point.fromBytes(identity).is0()).toBe(true);
    expect(codeOf(() => decode(identity))).toBe('identity');
  });

  test('an uncompressed point is refused, which noble accepts', () => {
    const uncompressed = Point.fromBytes(good).toBytes(false);
    expect(hex(Point.fromBytes(uncompressed).toBytes())).toBe(hex(good));
    expect(codeOf(() => decode(uncompressed))).toBe('bad-length');
  });

  test('a point outside the subgroup is refused', () => {
    expect(codeOf(() => decode(bad.wrongSubgroup))).toBe('wrong-subgroup');
  });

  test('an x without a point is refused', () => {
    expect(codeOf(() => decode(bad.notOnCurve))).toBe('not-on-curve');
  });

  test('the same x with the modulus added is refused', () => {
    const moved = group === 'G1' ? encodingWithRoom(bls12_381.G1.Point) : withModulusAdded(good);
    expect(moved).toHaveLength(length);
    expect(codeOf(() => decode(moved ?? good))).toBe('non-canonical');
  });

  test.each([
    ['no compression flag', 0x00],
    ['no compression flag but the sign', 0x20],
    ['infinity without compression', 0x40],
    ['infinity with sign, without compression', 0x60],
    ['infinity with sign', 0xe0],
  ])('zero with %s is refused', (_name, flags) => {
    expect(codeOf(() => decode(withFlags(length, flags)))).toBe('non-canonical');
  });

  test('infinity with a bit of a coordinate is refused', () => {
    expect(codeOf(() => decode(withFlags(length, 0xc0, 1)))).toBe('non-canonical');
  });

  test('a good point without its compression flag is refused', () => {
    const bytes = good.slice();
    bytes[0] = (bytes[0] ?? 0) & 0x7f;
    expect(codeOf(() => decode(bytes))).toBe('non-canonical');
  });

  test.each([0, 1, length - 1, length + 1, 2 * length])('%s bytes are refused', (size) => {
    expect(codeOf(() => decode(new Uint8Array(size).fill(0x80)))).toBe('bad-length');
  });
});
