import { type Classified, codespaceTable, fix, retry } from './outcome.js';
import { LOOK } from './sdk.js';

const NOT_COMET = fix('check that the URL is that of a CometBFT 0.40 RPC');

const known = codespaceTable('jsonrpc', {
  // CometBFT's answer to anything it could not do, "tx already exists in cache" among it.
  [-32603]: ['INTERNAL', retry(LOOK)],
  [-32600]: ['INVALID_REQUEST', NOT_COMET],
  [-32601]: ['METHOD_NOT_FOUND', NOT_COMET],
  [-32602]: ['INVALID_PARAMS', NOT_COMET],
  [-32700]: ['PARSE', NOT_COMET],
});

/** Codes of JSON-RPC as CometBFT uses them, and the range that JSON-RPC leaves to servers. */
export function jsonRpcError(code: number): Classified | undefined {
  if (code >= -32099 && code <= -32000) {
    return { ...retry('try again or ask another node'), name: 'jsonrpc/SERVER' };
  }
  return known.get(code);
}
