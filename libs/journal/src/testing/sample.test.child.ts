import { createHash } from 'node:crypto';
import { artifactLeafValue } from '@pacer/crypto';
import type { NewRecord } from '../records.js';

const hash = (text: string): Uint8Array => createHash('sha256').update(text).digest();

/** A record as the Host keeps it, the same for the same name. */
export function sampleRecord(name: string, model = 'pacer-ref'): NewRecord {
  const body = Buffer.from(`{"messages":[{"role":"user","content":"${name}"}]}`);
  const response = Buffer.from(`{"answer":"${name}"}`);
  const artifact = Buffer.from(`artifact of ${name}`);
  const leafValue = artifactLeafValue({
    sha256Body: hash(body.toString()),
    sha256Response: hash(response.toString()),
    artifactHash: hash(artifact.toString()),
    requester: new Uint8Array(20).fill(7),
    signature: new Uint8Array(64).fill(8),
  });
  const size = { tokens: BigInt(name.length), fee: 2n, createdMs: 1_700_000_000_000 };
  return { requestId: hash(name), epoch: 3n, model, body, response, artifact, leafValue, ...size };
}
