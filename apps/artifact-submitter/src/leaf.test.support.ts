import { artifactLeafValue, concat } from '@pacer/crypto';

/** The value of a record's leaf; what its hashes are of is not looked at. @param hash 32 bytes */
export function leafOf(hash: Uint8Array): Uint8Array {
  return artifactLeafValue({
    ...{ sha256Body: hash, sha256Response: hash, artifactHash: hash },
    ...{ requester: hash.slice(0, 20), signature: concat(hash, hash) },
  });
}
