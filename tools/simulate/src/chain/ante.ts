import { feeFor } from '@pacer/client';
import { EpochError, HostError, SprintError } from '@pacer/proto/errors';
import { MsgDeal } from '@pacer/proto/sprint/v1';
import { hostOf } from './messages.js';
import type { ModelChain } from './model-chain.js';
import type { ModelTx } from './model-tx.js';
import { refused, type Refusal } from './refusal.js';
import { DENOM, MIN_GAS_PRICE } from './rules.js';

const MAX_TIMEOUT_NS = 600_000_000_000n;

/** Where a transaction is checked: against the state at a height, for a block of a time. */
export interface CheckPoint {
  /** the state is that of this height */
  readonly height: number;
  readonly timeNs: bigint;
}

/**
 * What the chain checks before any message runs, in its order: deadline and nonce, signature, fee, who may act for a Host,
 * attempts to deal. A transaction that fails here is in its block all the same, pays nothing and does not use its nonce up.
 */
export function checkTx(chain: ModelChain, tx: ModelTx, at: CheckPoint): Refusal | undefined {
  return (
    ofNonce(chain, tx, at) ??
    ofSignature(chain, tx) ??
    ofFee(chain, tx, at) ??
    ofHost(chain, tx) ??
    ofDealing(chain, tx, at)
  );
}

export function nonceOf({ signer, timeoutNs }: ModelTx): string {
  return `${signer}/${timeoutNs}`;
}

function ofNonce(chain: ModelChain, tx: ModelTx, { height, timeNs }: CheckPoint): Refusal | undefined {
  if (!tx.unordered || tx.sequence !== 0n) return refused('sdk', 32, 'the model knows unordered transactions alone');
  if (tx.timeoutNs === 0n) return refused('sdk', 18, 'unordered transaction must have timeout_timestamp set');
  if (timeNs > tx.timeoutNs) return refused('sdk', 42, 'unordered tx: block time is after timeout_timestamp');
  if (tx.timeoutNs - timeNs > MAX_TIMEOUT_NS) return refused('sdk', 18, 'unordered tx ttl exceeds 10m0s');
  const used = chain.nonces.get(nonceOf(tx));
  if (used !== undefined && used <= height)
    return refused('sdk', 18, `already used timeout ${tx.timeoutNs} for address`);
  return undefined;
}

function ofSignature(chain: ModelChain, tx: ModelTx): Refusal | undefined {
  const number = chain.ledger.number(tx.signer);
  if (number === undefined) return refused('sdk', 9, `account ${tx.signer} does not exist`);
  if (tx.isSigned(chain.rules.chainId, number)) return undefined;
  return refused('sdk', 4, 'signature verification failed; please verify account number and chain-id');
}

function ofFee(chain: ModelChain, { gas, fee, granter, signer }: ModelTx, { height }: CheckPoint): Refusal | undefined {
  const least = feeFor(gas, { minGasPrice: MIN_GAS_PRICE, feeDenom: DENOM }).amount;
  if (fee < least) return refused('epoch', EpochError.FEE_TOO_LOW, `${fee} is below ${least}`);
  if (granter !== '' && !chain.isAllowed(granter, signer, height)) {
    return refused('feegrant', 5, `${granter} does not allow ${signer} to pay fees`);
  }
  const payer = granter === '' ? signer : granter;
  return chain.ledger.balance(payer, height) < fee ? refused('sdk', 5, `${payer} cannot pay ${fee}`) : undefined;
}

function ofHost(chain: ModelChain, { messages, signer }: ModelTx): Refusal | undefined {
  for (const message of messages) {
    const host = hostOf(message);
    if (host === undefined) continue;
    const party = chain.parties.find((one) => one.host === host);
    if (!party) return refused('host', HostError.UNKNOWN_HOST, host);
    if (signer !== host && signer !== party.keys.hotKey.address) {
      return refused('host', HostError.UNAUTHORIZED, `${signer} may not act for ${host}`);
    }
  }
  return undefined;
}

function ofDealing(chain: ModelChain, { messages }: ModelTx, { height }: CheckPoint): Refusal | undefined {
  for (const { typeUrl, value } of messages) {
    if (typeUrl !== `/${MsgDeal.$type}`) continue;
    if (messages.length > 1) return refused('sprint', SprintError.NOT_ALONE, `one of ${messages.length} messages`);
    const { epoch, host } = MsgDeal.decode(value);
    const current = BigInt(chain.epochAt(height).epoch);
    if (epoch > current) return refused('sprint', SprintError.EPOCH_NOT_BEGUN, `it is ${current}`);
    if (epoch < current) return refused('sprint', SprintError.EPOCH_OVER, `it is ${current}`);
    const attempts =
      chain
        .epochAt(height)
        .parts.get(host)
        ?.attempts.filter((one) => one <= height).length ?? 0;
    if (attempts >= chain.rules.maxAttempts)
      return refused('sprint', SprintError.TOO_MANY_ATTEMPTS, `${attempts} used`);
  }
  return undefined;
}
