import type { EndpointPool, EpochStatus, FeeAllowance } from '@pacer/client';
import type { AlertName } from '../alerts/alert.js';

/** What a program's transactions cost and who pays. */
export interface FeePlan {
  /** the Host's operator, whose account pays */
  host: string;
  /** address that signs */
  signer: string;
  /** type URLs that the program sends */
  messages: readonly string[];
  /** fees, in the fee denomination, that should be there */
  need: (pool: EndpointPool) => Promise<bigint>;
}

/** What there is to pay fees with, at one height. */
export interface FeeStanding {
  /** of the operator's account, in the fee denomination */
  balance: bigint;
  denom: string;
  /** undefined without one */
  allowance: FeeAllowance | undefined;
  /** left of the allowance in the fee denomination; undefined without a limit, or without an allowance */
  left: bigint | undefined;
  /** seconds until the allowance ends, by block time; undefined if it never does */
  expiresInSeconds: number | undefined;
  /** seconds that an epoch takes as intended */
  epochSeconds: number;
  need: bigint;
}

/** What is wrong with it, by the name of the alert. */
export interface FeeFault {
  alert: Extract<AlertName, 'fee-balance' | 'allowance'>;
  said: string;
  fix: string;
}

const NS_PER_S = 1_000_000_000n;
/** An allowance that ends within so many epochs is as good as none: somebody has to renew it before. */
const EPOCHS_LEFT = 3;

/** Reads what there is to pay fees with. */
export async function readFees(pool: EndpointPool, { host, signer, need }: FeePlan): Promise<FeeStanding> {
  const { query, status } = await pool.latest();
  const { feeDenom: denom } = status.params;
  const balance = await query.bank.balance(host, denom);
  const allowance = signer === host ? undefined : await query.feegrant.allowance({ granter: host, grantee: signer });
  const { limit, expiresNs } = allowance ?? {};
  return {
    ...{ balance, denom, allowance, need: await need(pool), epochSeconds: epochSeconds(status) },
    left: limit && (limit.get(denom) ?? 0n),
    expiresInSeconds: expiresNs === undefined ? undefined : Number((expiresNs - status.blockTimeNs) / NS_PER_S),
  };
}

/** What is wrong with it, the worst first. Pure. */
export function feeFaults(standing: FeeStanding, { host, signer, messages }: Omit<FeePlan, 'need'>): FeeFault[] {
  const { balance, denom, allowance, left, expiresInSeconds, epochSeconds, need } = standing;
  const fix = `have the operator grant ${signer} a fee allowance for ${messages.join(', ')}`;
  const faults: FeeFault[] = [];
  const isOwn = signer === host;
  const add = (said: string) => faults.push({ alert: 'allowance', said, fix });
  const barred = messages.filter((message) => allowance?.messages && !allowance.messages.includes(message));
  if (!allowance && !isOwn) add(`${host} pays no fees for ${signer}`);
  if (barred.length > 0) add(`the allowance is not for ${barred.join(', ')}`);
  if (expiresInSeconds !== undefined && expiresInSeconds <= 0) add('the allowance has expired');
  else if (expiresInSeconds !== undefined && expiresInSeconds < EPOCHS_LEFT * epochSeconds) {
    add(`the allowance expires in ${Math.ceil(expiresInSeconds / 60)} minutes, within ${EPOCHS_LEFT} epochs`);
  }
  if (left !== undefined && left < need) {
    add(`${left} ${denom} of allowance are left, less than the ${need} that should be there`);
  }
  if (balance < need) {
    const said = `${balance} ${denom} are on the operator's account, less than the ${need} that should be there`;
    faults.push({ alert: 'fee-balance', said, fix: `send ${need} ${denom} to ${host}` });
  }
  return faults;
}

function epochSeconds({ params }: EpochStatus): number {
  return Number(params.targetBlockMs * params.epochLength) / 1000;
}
