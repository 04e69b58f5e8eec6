import { concat } from './bytes.js';
import { CryptoError } from './error.js';

/** What an Executor commits about one request, so that others can re-execute it (§1, §6). */
export interface ArtifactLeaf {
  /** SHA-256 of the request's body, 32 bytes */
  sha256Body: Uint8Array;
  /** SHA-256 of the response, 32 bytes */
  sha256Response: Uint8Array;
  /** hash of the artifact, 32 bytes */
  artifactHash: Uint8Array;
  /** who asked: an address, 20 bytes */
  requester: Uint8Array;
  /** the requester's over the request id, 64 bytes */
  signature: Uint8Array;
}

const WIRE_TYPE_BYTES = 2;

/**
 * The leaf's value: canonical protobuf of `ArtifactLeaf{1 sha256_body, 2 sha256_response, 3 artifact_hash,
 * 4 requester, 5 signature}`, fields in order, empty ones not written (§1). One value has one encoding, whatever
 * library reads it.
 * @throws CryptoError `bad-length` for a field that is neither empty nor of its length
 */
export function artifactLeafValue(leaf: ArtifactLeaf): Uint8Array {
  return concat(
    field(1, leaf.sha256Body, 32, 'sha256Body'),
    field(2, leaf.sha256Response, 32, 'sha256Response'),
    field(3, leaf.artifactHash, 32, 'artifactHash'),
    field(4, leaf.requester, 20, 'requester'),
    field(5, leaf.signature, 64, 'signature'),
  );
}

/** Key, length (one byte: all are below 128) and bytes. */
function field(number: number, bytes: Uint8Array, length: number, what: string): Uint8Array {
  if (bytes.length === 0) return bytes;
  if (bytes.length !== length) {
    throw new CryptoError('bad-length', `${what} has ${bytes.length} bytes: pass ${length}, or none if there is none`);
  }
  return concat(Uint8Array.of((number << 3) | WIRE_TYPE_BYTES, bytes.length), bytes);
}
