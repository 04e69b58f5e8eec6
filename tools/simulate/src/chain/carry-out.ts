import { drawDuties, missingDuties, type EncodedMessage } from '@pacer/client';
import { HostError, InferenceError, RewardError, SprintError, ValidationError } from '@pacer/proto/errors';
import { MsgCommitBatchResponse, type MsgCommitBatch } from '@pacer/proto/inference/v1';
import { MsgClaimRewardResponse, RewardState, type MsgClaimReward } from '@pacer/proto/reward/v1';
import { MsgDealResponse, MsgOpenResponse, type MsgDeal, type MsgOpen } from '@pacer/proto/sprint/v1';
import { MsgSubmitResultsResponse, Outcome, type MsgSubmitResults } from '@pacer/proto/validation/v1';
import { type MsgSend, MsgSendResponse } from 'cosmjs-types/cosmos/bank/v1beta1/tx';
import { PvssError } from '@pacer/crypto/pvss';
import { pvss, secrets } from './cryptography.js';
import { openFrom, type EpochState, type PartState } from './epoch-state.js';
import { headersOf, membersOf, modelsOf, REWARD } from './facts.js';
import { readMessage } from './messages.js';
import type { ModelChain } from './model-chain.js';
import { refused, type Refusal } from './refusal.js';
import { MODEL } from './rules.js';
import { there } from './there.js';

/** Carries a message out in a block, by the rules of the protocol that agents meet. @returns its response, or why not */
export function carryOut(chain: ModelChain, message: EncodedMessage, height: number): Refusal | EncodedMessage {
  const read = readMessage(message);
  switch (read?.kind) {
    case 'claim':
      return claim(chain, read.value, height);
    case 'batch':
      return commitBatch(chain, read.value, height);
    case 'results':
      return submitResults(chain, read.value, height);
    case 'deal':
      return deal(chain, read.value, height);
    case 'open':
      return open(chain, read.value, height);
    case 'send':
      return send(chain, read.value, height);
    case undefined:
      return refused('sdk', 6, `unknown message ${message.typeUrl}`);
  }
}

function send(
  chain: ModelChain,
  { fromAddress, toAddress, amount }: MsgSend,
  height: number,
): Refusal | EncodedMessage {
  const coins = BigInt(amount[0]?.amount ?? '0');
  if (chain.ledger.balance(fromAddress) < coins) return refused('sdk', 5, `${fromAddress} has not ${coins}`);
  chain.ledger.change(fromAddress, -coins, height);
  chain.ledger.change(toAddress, coins, height);
  return { typeUrl: MsgSendResponse.typeUrl, value: MsgSendResponse.encode({}).finish() };
}

/** Order of checks: protocol §8. */
function claim(chain: ModelChain, { host, epoch, secret }: MsgClaimReward, height: number): Refusal | EncodedMessage {
  const state = chain.epochs[Number(epoch)];
  const current = chain.epoch.epoch;
  if (!state || state.settledHeight === 0 || state.settledHeight >= height) {
    return refused('reward', RewardError.NOT_SETTLED, `epoch ${epoch}, it is ${current}`);
  }
  if (state.claims.has(host)) return refused('reward', RewardError.ALREADY_CLAIMED, `at ${state.claims.get(host)}`);
  if (current >= state.epoch + 2) return refused('reward', RewardError.WINDOW_CLOSED, `it is epoch ${current}`);
  const party = chain.parties.find((one) => one.host === host);
  if (!party) return refused('reward', RewardError.NOT_A_MEMBER, host);
  const { chainId } = chain.rules;
  const about = { chainId, epoch, beacon: state.beacon, host: party.raw };
  if (!secrets.verify({ ...about, publicKey: party.bls, sigma: secret })) {
    return refused('reward', RewardError.INVALID_SECRET, 'it does not verify');
  }
  const assigned = drawDuties({
    ...{ chainId, host, sigma: secret, ratePpm: chain.rules.ratePpm },
    ...{ headers: headersOf(chain, Number(epoch), height), members: membersOf(chain, state.epoch), models: modelsOf() },
  });
  const missing = missingDuties(assigned, state.results.get(host) ?? []);
  if (missing.length > 0) {
    return refused('reward', RewardError.DUTIES_MISSING, `${missing.length} of ${assigned.length}`);
  }
  state.claims.set(host, height);
  chain.ledger.change(host, REWARD, height);
  const response = { amount: String(REWARD), state: RewardState.PAID, rebate: '0', duties: BigInt(assigned.length) };
  const value = MsgClaimRewardResponse.encode(MsgClaimRewardResponse.fromPartial(response)).finish();
  return { typeUrl: `/${MsgClaimRewardResponse.$type}`, value };
}

function commitBatch(chain: ModelChain, message: MsgCommitBatch, height: number): Refusal | EncodedMessage {
  const { host, epoch, count, root, model, totalFee, totalTokens } = message;
  const { rules } = chain;
  const current = chain.epoch;
  const record = BigInt(height >= current.tail ? current.epoch + 1 : current.epoch);
  if (epoch !== record) return refused('inference', InferenceError.WRONG_EPOCH, `records count for epoch ${record}`);
  if (model !== MODEL) return refused('inference', InferenceError.UNKNOWN_MODEL, model);
  if (count === 0 || count > rules.maxBatchCount) return refused('inference', InferenceError.INVALID_COUNT, `${count}`);
  const last = lastBatch(chain, host, height);
  if (last > 0 && height < last + rules.batchInterval) {
    return refused('inference', InferenceError.TOO_EARLY, `from ${last + rules.batchInterval} on`);
  }
  const headers = chain.headers.get(Number(epoch)) ?? [];
  chain.headers.set(Number(epoch), headers);
  const id = headers.length;
  headers.push({ id, host, height, count, root, totalTokens, totalFee });
  const value = MsgCommitBatchResponse.encode({ id: BigInt(id) }).finish();
  return { typeUrl: `/${MsgCommitBatchResponse.$type}`, value };
}

/** Height of a Host's last batch, as it is seen at a height; 0 without one. */
export function lastBatch({ headers }: ModelChain, host: string, at: number): number {
  let last = 0;
  for (const of of headers.values()) {
    for (const one of of) if (one.host === host && one.height <= at && one.height > last) last = one.height;
  }
  return last;
}

function submitResults(
  chain: ModelChain,
  { host, epoch, results }: MsgSubmitResults,
  height: number,
): Refusal | EncodedMessage {
  const current = BigInt(chain.epoch.epoch);
  if (results.length === 0) return refused('validation', ValidationError.EMPTY, 'no result');
  if (results.length > chain.rules.maxResults)
    return refused('validation', ValidationError.TOO_MANY, `${results.length}`);
  if (epoch > current) return refused('validation', ValidationError.EPOCH_NOT_BEGUN, `it is ${current}`);
  if (current - epoch >= 2n) return refused('validation', ValidationError.WINDOW_CLOSED, `it is ${current}`);
  const state = there(chain.epochs[Number(epoch)], `epoch ${epoch}`);
  const known = state.results.get(host) ?? [];
  state.results.set(host, known);
  const outcomes = results.map(({ batch, index, verdict }) => {
    const header = chain.headers.get(Number(epoch))?.[Number(batch)];
    if (!header || header.height > height) return Outcome.NO_SUCH_BATCH;
    if (index >= header.count) return Outcome.NO_SUCH_INDEX;
    if (header.host === host) return Outcome.OWN_BATCH;
    if (known.some((one) => one.batch === batch && one.index === index)) return Outcome.REPEATED;
    known.push({ batch, index, verdict, height });
    return Outcome.RECORDED;
  });
  const value = MsgSubmitResultsResponse.encode({ outcomes }).finish();
  return { typeUrl: `/${MsgSubmitResultsResponse.$type}`, value };
}

/** The Host's part of the current epoch, if a message about an epoch may still change it. */
function partOf(chain: ModelChain, host: string, epoch: bigint): Refusal | PartState {
  const { epoch: current, parts } = chain.epoch;
  if (epoch > BigInt(current)) return refused('sprint', SprintError.EPOCH_NOT_BEGUN, `it is ${current}`);
  if (epoch < BigInt(current)) return refused('sprint', SprintError.EPOCH_OVER, `it is ${current}`);
  return parts.get(host) ?? refused('host', HostError.NOT_A_MEMBER, host);
}

function deal(chain: ModelChain, { host, epoch, dealing }: MsgDeal, height: number): Refusal | EncodedMessage {
  const part = partOf(chain, host, epoch);
  if ('code' in part) return part;
  part.attempts.push(height);
  const { round, closeHeight, dealOpen } = chain.epoch;
  if (part.dealt > 0) return refused('sprint', SprintError.ALREADY_DEALT, `at height ${part.dealt}`);
  if (closeHeight > 0) return refused('sprint', SprintError.CLOSED, `at height ${closeHeight}`);
  if (height < dealOpen) return refused('sprint', SprintError.TOO_EARLY, `from height ${dealOpen} on`);
  const party = chain.parties.find((one) => one.host === host);
  const why = party ? pvss.verifyDealing(round, party.raw, dealing) : undefined;
  if (why) return refused('sprint', ofPvss(why, SprintError.INVALID_PROOF), why.message);
  Object.assign(part, { dealt: height, dealing });
  return {
    typeUrl: `/${MsgDealResponse.$type}`,
    value: MsgDealResponse.encode({ dealers: 0, dealtSlots: 0 }).finish(),
  };
}

function open(chain: ModelChain, { host, epoch, opening }: MsgOpen, height: number): Refusal | EncodedMessage {
  const part = partOf(chain, host, epoch);
  if ('code' in part) return part;
  const from = openFrom(chain.epoch, height);
  if (part.opened > 0) return refused('sprint', SprintError.ALREADY_OPENED, `at height ${part.opened}`);
  if (from === 0 || height < from) return refused('sprint', SprintError.TOO_EARLY, `from height ${from} on`);
  const index = chain.parties.findIndex((one) => one.host === host);
  const { a } = finalSums(chain, chain.epoch);
  const own = a.slice(48 * (index + 1), 48 * (index + 2));
  const why = pvss.verifyOpening(chain.epoch.round, (chain.parties[index] as { raw: Uint8Array }).raw, opening, own);
  if (why) return refused('sprint', ofPvss(why, SprintError.INVALID_OPENING), why.message);
  Object.assign(part, { opened: height, opening });
  return { typeUrl: `/${MsgOpenResponse.$type}`, value: MsgOpenResponse.encode({ openers: 0, openSlots: 0 }).finish() };
}

/** The sums of all dealings of an epoch. */
export function finalSums({ parties }: ModelChain, { round, parts }: EpochState): { a: Uint8Array; y: Uint8Array } {
  return pvss.sums(
    round,
    parties.flatMap(({ host }) => parts.get(host)?.dealing ?? []),
  );
}

function ofPvss(why: Error, otherwise: SprintError): SprintError {
  return why instanceof PvssError && why.code === 'length' ? SprintError.INVALID_LENGTH : otherwise;
}
