import { HostError as Code } from '@pacer/proto/errors';
import { type Classified, outcomesOf, placeholder } from './outcome.js';

const is = outcomesOf('host');

/** Codes of §3. Exhaustive: a code added to errors.proto fails type checking here. */
export function classifyHost(code: Code): Classified {
  switch (code) {
    case Code.UNSPECIFIED:
    case Code.UNUSED:
    case Code.UNRECOGNIZED:
      return placeholder('host');
    case Code.UNAUTHORIZED:
      return is(
        'UNAUTHORIZED',
        'fix',
        'use the key file whose hot key stands with this Host, or have its operator set this one',
      );
    case Code.UNKNOWN_HOST:
      return is('UNKNOWN_HOST', 'fix', 'correct host in the settings: no Host has this address');
    case Code.NOT_A_MEMBER:
      return is('NOT_A_MEMBER', 'hopeless', 'nothing; the Host was no member of this epoch');
    case Code.INVALID_KEY:
      return is('INVALID_KEY', 'fix', 'make the keys again with pacerd host init');
    case Code.INVALID_PROOF:
      return is('INVALID_PROOF', 'fix', 'make the proofs again for this chain and Host');
    case Code.DUPLICATE_KEY:
      return is('DUPLICATE_KEY', 'fix', 'make keys that no Host has ever had');
    case Code.INVALID_ADDRESS:
      return is('INVALID_ADDRESS', 'fix', 'correct the address; it begins with pacer1');
    case Code.INVALID_URL:
      return is('INVALID_URL', 'fix', "correct the API's URL");
    case Code.INVALID_ML_NODES:
      return is('INVALID_ML_NODES', 'fix', 'correct the list of ML Nodes');
    case Code.INVALID_PARAMS:
      return is('INVALID_PARAMS', 'fix', 'correct the parameters');
    case Code.INVALID_GENESIS:
      return is('INVALID_GENESIS', 'fix', 'correct genesis.json and run pacerd genesis validate');
    case Code.INVALID_HOT_KEY:
      return is('INVALID_HOT_KEY', 'fix', "choose a hot key that is neither the operator's nor another Host's");
  }
}
