import { codespaceTable, fix } from './outcome.js';

const CORRECT = fix('correct the message');
const UPDATE = fix('update this program: the chain cannot read its transactions');
const REPORT = fix('look at the log of the node and report it');
const GRANT = fix('have the operator grant the hot key a new fee allowance');
const CORRECT_ALLOWANCE = fix('correct the allowance');
const CORRECT_GRANT = fix('correct the authorization');
const CORRECT_PLAN = fix('correct the upgrade plan');

/** Codes of x/feegrant. */
export const feegrantErrors = codespaceTable('feegrant', {
  2: ['FEE_LIMIT_EXCEEDED', GRANT],
  3: ['FEE_LIMIT_EXPIRED', GRANT],
  4: ['INVALID_DURATION', CORRECT_ALLOWANCE],
  5: ['NO_ALLOWANCE', fix('have the operator grant the hot key a fee allowance')],
  6: ['NO_MESSAGES', CORRECT_ALLOWANCE],
  7: ['MESSAGE_NOT_ALLOWED', fix('have the operator grant an allowance for the messages of its agents')],
});

/** Codes of x/bank. */
export const bankErrors = codespaceTable('bank', {
  2: ['NO_INPUTS', CORRECT],
  3: ['NO_OUTPUTS', CORRECT],
  4: ['INPUT_OUTPUT_MISMATCH', CORRECT],
  5: ['SEND_DISABLED', fix("have the chain's authority enable sending of this coin")],
  6: ['DENOM_METADATA_NOT_FOUND', CORRECT],
  7: ['INVALID_KEY', CORRECT],
  8: ['DUPLICATE_ENTRY', CORRECT],
  9: ['MULTIPLE_SENDERS', CORRECT],
});

/** Codes of x/authz. */
export const authzErrors = codespaceTable('authz', {
  2: ['NO_AUTHORIZATION_FOUND', fix('have the granter grant the authorization')],
  3: ['INVALID_EXPIRATION_TIME', CORRECT_GRANT],
  4: ['UNKNOWN_AUTHORIZATION_TYPE', CORRECT_GRANT],
  5: ['NO_GRANT_KEY_FOUND', fix('have the granter grant the authorization')],
  6: ['AUTHORIZATION_EXPIRED', fix('have the granter grant a new authorization')],
  7: ['GRANTEE_IS_GRANTER', CORRECT_GRANT],
  9: ['AUTHORIZATION_NUM_OF_SIGNERS', CORRECT],
  12: ['NEGATIVE_MAX_TOKENS', CORRECT_GRANT],
});

/** Codes of x/upgrade, which answers only to the authority. */
export const upgradeErrors = codespaceTable('upgrade', {
  2: ['NO_MODULE_VERSION_FOUND', CORRECT_PLAN],
  3: ['NO_UPGRADE_PLAN_FOUND', CORRECT_PLAN],
  4: ['NO_UPGRADED_CLIENT_FOUND', CORRECT_PLAN],
  5: ['NO_UPGRADED_CONSENSUS_STATE_FOUND', CORRECT_PLAN],
  6: ['INVALID_SIGNER', fix("sign with the chain's authority")],
});

/** Codes of the store: of queries for raw keys, which these packages do not make. */
export const storeErrors = codespaceTable('store', {
  2: ['INVALID_PROOF', REPORT],
  3: ['TX_DECODE', UPDATE],
  4: ['UNKNOWN_REQUEST', fix('compare the versions of program and node')],
  5: ['LOGIC', REPORT],
  6: ['CONFLICT', REPORT],
  7: ['INVALID_REQUEST', fix('correct the query')],
});

/** Codes of the decoder of transactions. */
export const txErrors = codespaceTable('tx', {
  1: ['TX_DECODE', UPDATE],
  2: ['UNKNOWN_FIELD', UPDATE],
});

/** Codes of our x/fee: no message can bring one about. */
export const feeErrors = codespaceTable('fee', { 2: ['TOO_MUCH', REPORT] });

/** The codespace of errors that have none. */
export const undefinedErrors = codespaceTable('undefined', {
  // Nobody classified it on the chain's side either: trying it again blindly could go on for ever.
  1: ['INTERNAL', REPORT],
  2: ['STOP_ITERATING', REPORT],
  111222: ['PANIC', fix('look at the log of the node and report it: the message made it panic')],
});
