import { fromBech32, toBech32 } from '@cosmjs/encoding';
import { accountAddress } from '@pacer/crypto';
import { TxBuildError } from '../errors/pacer-error.js';

/** Prefix of accounts. */
export const ADDRESS_PREFIX = 'pacer';

/**
 * The text of an account's raw address.
 * @param address 20 bytes
 */
export function addressText(address: Uint8Array): string {
  if (address.length !== 20) throw badAddress(`${address.length} bytes`);
  return toBech32(ADDRESS_PREFIX, address);
}

/**
 * The raw address of an account, 20 bytes, as protocol hashes take it (§1).
 * @throws TxBuildError for another prefix, length or checksum
 */
export function addressBytes(address: string): Uint8Array {
  let decoded: ReturnType<typeof fromBech32>;
  try {
    // A limit: the default of cosmjs, Infinity, is refused by the bech32 underneath.
    decoded = fromBech32(address, 90);
  } catch (error) {
    throw badAddress(address, error);
  }
  if (decoded.prefix !== ADDRESS_PREFIX || decoded.data.length !== 20) throw badAddress(address);
  return decoded.data;
}

/**
 * The account of a secp256k1 key.
 * @param publicKey compressed, 33 bytes
 */
export function addressOf(publicKey: Uint8Array): string {
  return addressText(accountAddress(publicKey));
}

function badAddress(got: string, cause?: unknown): TxBuildError {
  return new TxBuildError(
    'invalid',
    `${got} is no account address`,
    `pass 20 bytes as bech32, ${ADDRESS_PREFIX}1…`,
    cause,
  );
}
