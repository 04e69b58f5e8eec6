import { codespaceTable, fix, retry } from './outcome.js';

/** After these the same bytes may be included already. */
export const LOOK = 'look at the chain: the same bytes may be included already; send nothing new until that is known';

const COMPARE = fix('compare the versions of program and node');
const RESEQUENCE = retry("sign the next attempt with the account's sequence as it is now, or unordered, without one");

/** Codes of the codespace `sdk`, cosmos-sdk 0.55 types/errors, under the names that they have there. */
export const sdkErrors = codespaceTable('sdk', {
  2: ['TX_DECODE', fix('update this program: the chain cannot read its transactions')],
  3: ['INVALID_SEQUENCE', RESEQUENCE],
  4: ['UNAUTHORIZED', fix('check chain_id, the key file and the account number: the signature does not verify')],
  // Coins can come at any moment, also by a reward that is paid, and then the same bytes succeed.
  5: ['INSUFFICIENT_FUNDS', retry('send coins to the account that pays, the operator')],
  6: ['UNKNOWN_REQUEST', fix('update this program or the node: the chain does not know the request')],
  7: ['INVALID_ADDRESS', fix('correct the address; it begins with pacer1')],
  8: ['INVALID_PUB_KEY', fix("check the key file: the key is not the account's")],
  9: ['UNKNOWN_ADDRESS', fix('send coins to the account once: the chain does not know it')],
  10: ['INVALID_COINS', fix('correct the amount or the denomination')],
  11: ['OUT_OF_GAS', fix('update the gas table: proto/gas.json no longer fits the chain')],
  12: ['MEMO_TOO_LARGE', fix('leave the memo empty')],
  13: ['INSUFFICIENT_FEE', fix("raise the fee to gas times the chain's or the node's minimum gas price")],
  14: ['TOO_MANY_SIGNATURES', fix('sign with one key')],
  15: ['NO_SIGNATURES', fix('sign the transaction')],
  16: ['JSON_MARSHAL', COMPARE],
  17: ['JSON_UNMARSHAL', COMPARE],
  // Also "has already used timeout": the nonce of an unordered transaction is used up, even if its message failed.
  18: ['INVALID_REQUEST', retry(LOOK)],
  19: ['TX_IN_MEMPOOL_CACHE', retry(LOOK)],
  20: ['MEMPOOL_IS_FULL', retry('send the same bytes again')],
  21: ['TX_TOO_LARGE', fix('put less into one transaction')],
  22: ['KEY_NOT_FOUND', fix('ask for something that exists at this height')],
  23: ['WRONG_PASSWORD', COMPARE],
  24: ['INCORRECT_SIGNER', fix('check the key file: another account has to sign this message')],
  25: ['INVALID_GAS_ADJUSTMENT', COMPARE],
  26: ['INVALID_HEIGHT', retry('the node has not reached the height yet: try again or ask another')],
  27: ['INVALID_VERSION', COMPARE],
  28: ['INVALID_CHAIN_ID', fix('correct chain_id in the settings')],
  29: ['INVALID_TYPE', COMPARE],
  30: ['TX_TIMEOUT_HEIGHT', retry('the transaction came too late: prove the attempt dead, then make the next')],
  31: ['UNKNOWN_EXTENSION_OPTIONS', COMPARE],
  32: ['WRONG_SEQUENCE', RESEQUENCE],
  33: ['PACK_ANY', COMPARE],
  34: ['UNPACK_ANY', COMPARE],
  // The same again would fail again.
  35: ['LOGIC', fix('look at the log of the node and report it: the application contradicts itself')],
  36: ['CONFLICT', COMPARE],
  37: ['NOT_SUPPORTED', fix('use a chain with unordered transactions enabled, or have this program use sequences')],
  38: ['NOT_FOUND', fix('ask a node that still keeps the state of this height')],
  39: ['IO', fix('look at the log and the disk of the node, and ask another meanwhile')],
  40: ['APP_CONFIG', fix("correct the node's app.toml")],
  41: ['INVALID_GAS_LIMIT', fix('update the gas table: more gas than a block has')],
  42: ['TX_TIMEOUT', retry('the deadline is past: prove the attempt dead, then make the next')],
});
