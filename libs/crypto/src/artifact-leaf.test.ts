import { ArtifactLeaf } from '@pacer/proto/inference/v1';
import fc from 'fast-check';
import { artifactLeafValue } from './artifact-leaf.js';
import { hex } from './bytes.js';
import { bytesOf } from './testing/bytes.js';
import { codeOf } from './testing/refusal.js';

const anyLeaf = fc.record({
  sha256Body: bytesOf(32),
  sha256Response: bytesOf(32),
  artifactHash: bytesOf(32),
  requester: bytesOf(20),
  signature: bytesOf(64),
});

test('the bytes are those of the generated message', () => {
  fc.assert(
    fc.property(anyLeaf, (leaf) => {
      expect(hex(artifactLeafValue(leaf))).toBe(hex(ArtifactLeaf.encode(leaf).finish()));
    }),
  );
});

test('empty fields are not written', () => {
  const none = new Uint8Array(0);
  const leaf = { sha256Body: none, sha256Response: none, artifactHash: none, requester: none, signature: none };
  expect(artifactLeafValue(leaf)).toHaveLength(0);
  const requester = new Uint8Array(20).fill(7);
  expect(hex(artifactLeafValue({ ...leaf, requester }))).toBe(`2214${'07'.repeat(20)}`);
});

test.each(['sha256Body', 'sha256Response', 'artifactHash', 'requester', 'signature'] as const)(
  'a %s of another length is refused',
  (field) => {
    const [leaf] = fc.sample(anyLeaf, 1);
    expect(codeOf(() => artifactLeafValue({ ...leaf!, [field]: new Uint8Array(33) }))).toBe('bad-length');
  },
);
