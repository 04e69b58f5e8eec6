import { epochErrors } from './epoch.js';
import { hostErrors } from './host.js';
import { inferenceErrors } from './inference.js';
import { jsonRpcError } from './json-rpc.js';
import { type Classified, type ErrorTable } from './outcome.js';
import { rewardErrors } from './reward.js';
import { sdkErrors } from './sdk.js';
import {
  authzErrors,
  bankErrors,
  feeErrors,
  feegrantErrors,
  storeErrors,
  txErrors,
  undefinedErrors,
  upgradeErrors,
} from './sdk-modules.js';
import { sprintErrors } from './sprint.js';
import { validationErrors } from './validation.js';

export type { Classified, OutcomeClass } from './outcome.js';

/** Every error that the application registers, by codespace: a test compares it with proto/errors.json. */
export const errorTables: ReadonlyMap<string, ErrorTable> = new Map([
  ['epoch', epochErrors],
  ['host', hostErrors],
  ['inference', inferenceErrors],
  ['reward', rewardErrors],
  ['sprint', sprintErrors],
  ['validation', validationErrors],
  ['sdk', sdkErrors],
  ['authz', authzErrors],
  ['bank', bankErrors],
  ['fee', feeErrors],
  ['feegrant', feegrantErrors],
  ['store', storeErrors],
  ['tx', txErrors],
  ['undefined', undefinedErrors],
  ['upgrade', upgradeErrors],
]);

/**
 * What a program may do about a code of the chain (protocol §1: numbers never change, texts are never parsed).
 * @param codespace a module's name, `sdk` or another of the SDK's, or `jsonrpc` for JSON-RPC's own codes
 * @param code as the chain gave it; a code nobody knows is `fix`, because trying it again blindly could go on for ever
 */
export function classify(codespace: string, code: number): Classified {
  return known(codespace, code) ?? unknownCode(codespace, code);
}

/** Whether `classify` has a line of its own for the code, rather than the one for codes nobody knows. */
export function isKnownCode(codespace: string, code: number): boolean {
  return known(codespace, code) !== undefined;
}

function known(codespace: string, code: number): Classified | undefined {
  if (code === 0) return { class: 'done', name: 'ok', what: 'nothing' };
  return codespace === 'jsonrpc' ? jsonRpcError(code) : errorTables.get(codespace)?.get(code);
}

function unknownCode(codespace: string, code: number): Classified {
  return {
    class: 'fix',
    name: `${codespace}/${code}`,
    what: 'this program does not know the code: update it to the version of the chain',
  };
}
