import { artifactLeafValue } from './artifact-leaf.js';
import { hex, unhex } from './bytes.js';
import { leafHash } from './sum-node.js';
import { readCases } from './testing/vectors.js';

interface LeafCase {
  sha256_body: string;
  sha256_response: string;
  artifact_hash: string;
  requester: string;
  signature: string;
  value: string;
  request_id: string;
  tokens: string;
  fee: string;
  leaf: string;
}

const cases = readCases<LeafCase>('artifact-leaf.json');

test.each(cases)('$name', (leaf) => {
  const value = artifactLeafValue({
    sha256Body: unhex(leaf.sha256_body),
    sha256Response: unhex(leaf.sha256_response),
    artifactHash: unhex(leaf.artifact_hash),
    requester: unhex(leaf.requester),
    signature: unhex(leaf.signature),
  });
  expect(hex(value)).toBe(leaf.value);
  const { request_id, tokens, fee } = leaf;
  expect(hex(leafHash({ key: unhex(request_id), tokens: BigInt(tokens), fee: BigInt(fee), value }))).toBe(leaf.leaf);
});
