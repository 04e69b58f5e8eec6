import { EpochError, HostError, InferenceError, RewardError, SprintError, ValidationError } from '@pacer/proto/errors';
import { classifyEpoch } from './epoch.js';
import { classifyHost } from './host.js';
import { classifyInference } from './inference.js';
import { classifyReward } from './reward.js';
import { classifyBank, classifyFeegrant, classifyJsonRpc, classifySdk, classifyUndefined } from './sdk.js';
import { type Classified } from './outcome.js';
import { classifySprint } from './sprint.js';
import { classifyValidation } from './validation.js';

export type { Classified, OutcomeClass } from './outcome.js';

/**
 * What a program may do about a code of the chain (protocol §1: numbers never change, texts are never parsed).
 * @param codespace the module's name, `sdk`, `feegrant`, `bank`, `undefined`, or `jsonrpc` for JSON-RPC's own codes
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
  switch (codespace) {
    case 'epoch':
      return isValue(EpochError, code) ? classifyEpoch(code) : undefined;
    case 'host':
      return isValue(HostError, code) ? classifyHost(code) : undefined;
    case 'inference':
      return isValue(InferenceError, code) ? classifyInference(code) : undefined;
    case 'validation':
      return isValue(ValidationError, code) ? classifyValidation(code) : undefined;
    case 'reward':
      return isValue(RewardError, code) ? classifyReward(code) : undefined;
    case 'sprint':
      return isValue(SprintError, code) ? classifySprint(code) : undefined;
    case 'sdk':
      return classifySdk(code);
    case 'feegrant':
      return classifyFeegrant(code);
    case 'bank':
      return classifyBank(code);
    case 'undefined':
      return classifyUndefined(code);
    case 'jsonrpc':
      return classifyJsonRpc(code);
    default:
      return undefined;
  }
}

/** Codes 0, 1 and −1 of the enums are placeholders that no chain sends. */
function isValue<T extends number>(values: Record<string, string | T>, code: number): code is T {
  return code >= 2 && Object.values(values).includes(code as T);
}

function unknownCode(codespace: string, code: number): Classified {
  return {
    class: 'fix',
    name: `${codespace}/${code}`,
    what: 'this program does not know the code: update it to the version of the chain',
  };
}
