import { type Classified, outcomesOf } from './outcome.js';

const sdk = outcomesOf('sdk');
const feegrant = outcomesOf('feegrant');
const bank = outcomesOf('bank');
const rpc = outcomesOf('jsonrpc');

const LOOK = 'look at the chain: the same bytes may be included already; send nothing new until that is known';

/** Codes of the codespace `sdk`, cosmos-sdk 0.55 types/errors. Undefined for a code that it does not have. */
export function classifySdk(code: number): Classified | undefined {
  switch (code) {
    case 2:
      return sdk('TX_DECODE', 'fix', 'update this program: the chain cannot read its transactions');
    case 3:
      return sdk('INVALID_SEQUENCE', 'retry', 'sign again as an unordered transaction, sequence 0');
    case 4:
      return sdk(
        'UNAUTHORIZED',
        'fix',
        'check chain_id, the key file and the account number: the signature does not verify',
      );
    case 5:
      return sdk('INSUFFICIENT_FUNDS', 'retry', 'send coins to the account that pays, the operator');
    case 6:
      return sdk('UNKNOWN_REQUEST', 'fix', 'update this program or the node: the chain does not know the request');
    case 7:
      return sdk('INVALID_ADDRESS', 'fix', 'correct the address; it begins with pacer1');
    case 8:
      return sdk('INVALID_PUBKEY', 'fix', "check the key file: the key is not the account's");
    case 9:
      return sdk('UNKNOWN_ADDRESS', 'fix', 'send coins to the account once: the chain does not know it');
    case 10:
      return sdk('INVALID_COINS', 'fix', 'correct the amount or the denomination');
    case 11:
      return sdk('OUT_OF_GAS', 'fix', 'update the gas table: proto/gas.json no longer fits the chain');
    case 12:
      return sdk('MEMO_TOO_LARGE', 'fix', 'leave the memo empty');
    case 13:
      return sdk('INSUFFICIENT_FEE', 'fix', "raise the fee to gas times the chain's or the node's minimum gas price");
    case 14:
      return sdk('TOO_MANY_SIGNATURES', 'fix', 'sign with one key');
    case 15:
      return sdk('NO_SIGNATURES', 'fix', 'sign the transaction');
    case 16:
    case 17:
      return sdk('JSON', 'fix', 'compare the versions of program and node');
    case 18:
      // Also "has already used timeout": the nonce of an unordered transaction is used up, even if its message failed.
      return sdk('INVALID_REQUEST', 'retry', LOOK);
    case 19:
      return sdk('TX_IN_MEMPOOL', 'retry', LOOK);
    case 20:
      return sdk('MEMPOOL_FULL', 'retry', 'send the same bytes again');
    case 21:
      return sdk('TX_TOO_LARGE', 'fix', 'put less into one transaction');
    case 22:
      return sdk('KEY_NOT_FOUND', 'fix', 'ask for something that exists at this height');
    case 23:
    case 24:
    case 25:
    case 29:
    case 31:
    case 33:
    case 34:
    case 36:
    case 39:
    case 40:
      return sdk(`CODE_${code}`, 'fix', 'compare the versions of program and node');
    case 26:
      return sdk('INVALID_HEIGHT', 'retry', 'the node has not reached the height yet: try again or ask another');
    case 27:
      return sdk('INVALID_VERSION', 'fix', 'compare the versions of program and node');
    case 28:
      return sdk('INVALID_CHAIN_ID', 'fix', 'correct chain_id in the settings');
    case 30:
      return sdk('TX_TIMEOUT_HEIGHT', 'retry', 'the transaction came too late: make the next attempt');
    case 32:
      return sdk('WRONG_SEQUENCE', 'retry', 'sign again as an unordered transaction, sequence 0');
    case 35:
      return sdk('LOGIC', 'retry', 'look at the log of the node');
    case 37:
      return sdk('NOT_SUPPORTED', 'fix', 'use a chain with unordered transactions enabled');
    case 38:
      return sdk('NOT_FOUND', 'fix', 'ask a node that still keeps the state of this height');
    case 41:
      return sdk('INVALID_GAS_LIMIT', 'fix', 'update the gas table: more gas than a block has');
    case 42:
      return sdk('TX_TIMEOUT', 'retry', 'the deadline is past: prove the attempt dead, then make the next');
    case 111222:
      return sdk('PANIC', 'fix', 'look at the log of the node: the message made it panic');
    default:
      return undefined;
  }
}

/** Codes of x/feegrant. */
export function classifyFeegrant(code: number): Classified | undefined {
  switch (code) {
    case 2:
      return feegrant('FEE_LIMIT_EXCEEDED', 'fix', 'have the operator grant the hot key a new fee allowance');
    case 3:
      return feegrant('FEE_LIMIT_EXPIRED', 'fix', 'have the operator grant the hot key a new fee allowance');
    case 4:
      return feegrant('INVALID_DURATION', 'fix', 'correct the allowance');
    case 5:
      return feegrant('NO_ALLOWANCE', 'fix', 'have the operator grant the hot key a fee allowance');
    case 6:
      return feegrant('NO_MESSAGES', 'fix', 'correct the allowance');
    case 7:
      return feegrant(
        'MESSAGE_NOT_ALLOWED',
        'fix',
        'have the operator grant an allowance for the messages of its agents',
      );
    default:
      return undefined;
  }
}

/** Codes of x/bank. */
export function classifyBank(code: number): Classified | undefined {
  if (code === 5) return bank('SEND_DISABLED', 'hopeless', 'nothing; the chain does not let this coin be sent');
  if (code >= 2 && code <= 9) return bank(`CODE_${code}`, 'fix', 'correct the message');
  return undefined;
}

/** The codespace of errors without one; 1 is the SDK's "internal". */
export function classifyUndefined(code: number): Classified | undefined {
  if (code !== 1) return undefined;
  return outcomesOf('undefined')('INTERNAL', 'retry', 'look at the log of the node');
}

/** Codes of JSON-RPC as CometBFT uses them. */
export function classifyJsonRpc(code: number): Classified | undefined {
  switch (code) {
    case -32603:
      // CometBFT's answer to anything it could not do, "tx already exists in cache" among it.
      return rpc('INTERNAL', 'retry', LOOK);
    case -32600:
    case -32601:
    case -32602:
    case -32700:
      return rpc(`CODE_${code}`, 'fix', 'check that the URL is that of a CometBFT 0.40 RPC');
    default:
      // The range that JSON-RPC leaves to servers.
      return code >= -32099 && code <= -32000 ? rpc('SERVER', 'retry', 'try again or ask another node') : undefined;
  }
}
