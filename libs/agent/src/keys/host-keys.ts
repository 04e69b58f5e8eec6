import { readFileSync } from 'node:fs';
import { secp256k1Signer, type TxSigner } from '@pacer/client';
import { hostKeys as derive, requestId, signRequest, type RequestFields } from '@pacer/crypto';
import { AgentError } from '../error.js';
import { redaction } from '../redaction.js';
import { Secret } from '../secret.js';
import { decryptKeystore } from './keystore.js';

const SEED_BYTES = 32;
const SECRET_BYTES = 64;

/** The keys with which a Host's agents sign. Printing them shows nothing. */
export interface OpenKeys {
  /** signs σ and verdicts, 32 bytes */
  bls: Secret;
  /** dk: deals and opens shares of the beacon, 32 bytes */
  dealing: Secret;
  /** signs transactions */
  hotKey: TxSigner;
  /** signs a request (§6) in the hot key's name: the fields and nothing else, so that nobody can have other bytes signed */
  signRequest: (request: RequestFields) => Uint8Array;
}

/**
 * Opens a Host's key file: its secret is the 32-byte seed of the BLS and dealing keys and the 32-byte hot key (§1).
 * @throws AgentError `key-file-unreadable`, `key-file-malformed`, `key-file-password`
 */
export function openKeys({ file, password }: { file: string; password: string }): OpenKeys {
  const secret = decryptKeystore(readText(file, 'key_file'), password).reveal();
  if (secret.length !== SECRET_BYTES) {
    throw new AgentError(
      'key-file-malformed',
      `${file} holds ${secret.length} bytes, not a seed and a hot key: use the one that pacerd host init wrote`,
    );
  }
  const { bls, dealing } = derive(secret.subarray(0, SEED_BYTES));
  const hotSecret = new Secret(secret.subarray(SEED_BYTES));
  for (const one of [password, secret.subarray(0, SEED_BYTES), hotSecret.reveal(), bls, dealing]) redaction.keep(one);
  return {
    bls: new Secret(bls),
    dealing: new Secret(dealing),
    hotKey: secp256k1Signer(hotSecret.reveal()),
    signRequest: (request) => signRequest(requestId(request), hotSecret.reveal()),
  };
}

/**
 * The password in a file: its content without the last line end.
 * @throws AgentError `key-file-unreadable`
 */
export function readPassword(file: string): string {
  const password = readText(file, 'password_file').replace(/\r?\n$/, '');
  redaction.keep(password);
  return password;
}

function readText(file: string, setting: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new AgentError(
      'key-file-unreadable',
      `cannot read ${file}: name a file this user may read, for example ${setting} = "${setting === 'key_file' ? 'host-key.json' : 'password.txt'}"`,
      {
        cause: error,
      },
    );
  }
}
