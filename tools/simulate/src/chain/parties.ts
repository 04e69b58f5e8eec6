import { createHash } from 'node:crypto';
import { Secret, type OpenKeys } from '@pacer/agent';
import { addressText, secp256k1Signer } from '@pacer/client';
import { compare, hostKeys } from '@pacer/crypto';
import { pvss, secrets } from './cryptography.js';
import { remembered } from './memo.js';

/** A Host of the model: its addresses, and the keys with which it or its agents sign. */
export interface Party {
  /** bech32 of the operator */
  readonly host: string;
  /** 20 bytes of it */
  readonly raw: Uint8Array;
  readonly keys: OpenKeys;
  /** dk, 32 bytes */
  readonly dk: Uint8Array;
  /** BLS key, 48 bytes */
  readonly bls: Uint8Array;
  /** dealing key, 96 bytes */
  readonly ek: Uint8Array;
}

/** The Hosts of every model chain, in order of address; the first is the one whose agents are simulated. */
export function parties(count: number): readonly Party[] {
  return remembered('parties', [String(count)], () => {
    const all = Array.from({ length: count }, (_, index) => party(index));
    return all.sort((a, b) => compare(a.raw, b.raw));
  });
}

function party(index: number): Party {
  const bytes = (of: string) => Uint8Array.from(createHash('sha256').update(`${of} of model host ${index}`).digest());
  const { bls, dealing } = hostKeys(bytes('seed'));
  const raw = bytes('operator').slice(0, 20);
  const keys: OpenKeys = {
    bls: new Secret(bls),
    dealing: new Secret(dealing),
    hotKey: secp256k1Signer(bytes('hot key')),
    signRequest: () => {
      throw new Error('no request is signed in a simulation');
    },
  };
  return { host: addressText(raw), raw, keys, dk: dealing, bls: secrets.publicKey(bls), ek: pvss.key(dealing) };
}
