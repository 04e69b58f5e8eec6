import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { secp256k1Signer } from '@pacer/client';
import { type Genesis } from '@pacer/testing';
import { DENOM } from './courier/courier.js';

/** An account with coins from genesis on. */
export interface Account {
  readonly address: string;
  /** hex */
  readonly secret: string;
}

/** The account of a name: always the same, for networks that live for minutes. */
export function accountOf(name: string): Account {
  const secret = createHash('sha256').update(`pacer/chaos/account ${name}`).digest();
  return { address: secp256k1Signer(secret).address, secret: secret.toString('hex') };
}

/** Writes the secret key for a courier. */
export function writeKey({ secret }: Account, path: string): void {
  writeFileSync(path, `${secret}\n`, { mode: 0o600 });
}

interface BankState {
  balances: { address: string; coins: { denom: string; amount: string }[] }[];
  supply: { denom: string; amount: string }[];
}

/** Gives accounts coins in genesis. @param amount upacer for each */
export function fund({ app_state: state }: Genesis, accounts: readonly Account[], amount: bigint): void {
  const bank = state.bank as unknown as BankState;
  const auth = state.auth as unknown as { accounts: object[] };
  for (const { address } of accounts) {
    const account = { '@type': '/cosmos.auth.v1beta1.BaseAccount', address, pub_key: null };
    auth.accounts.push({ ...account, account_number: String(auth.accounts.length), sequence: '0' });
    bank.balances.push({ address, coins: [{ denom: DENOM, amount: String(amount) }] });
  }
  const total = bank.supply.find(({ denom }) => denom === DENOM);
  const added = amount * BigInt(accounts.length);
  if (total) total.amount = String(BigInt(total.amount) + added);
  else bank.supply.push({ denom: DENOM, amount: String(added) });
}
