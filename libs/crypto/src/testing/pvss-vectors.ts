import { hex, unhex } from '../bytes.js';
import { pvssRound, type PvssHolder, type PvssRound } from '../pvss/round.js';
import { pvssCodeOf } from './pvss.js';

/** A holder as the vectors write it. */
export interface HolderVector {
  address: string;
  ek: string;
  slots: number;
}

/** What fixes the round, as the vectors write it. */
export interface RoundVector {
  chain: string;
  epoch: string;
  table_hash: string;
  holders: HolderVector[];
}

/** A refused input: its own, or those of a case with one byte of the message changed. */
export type RefusedVector<Input> = (Input | { case: string; mutation: { at: number; xor: string } }) & {
  error: string;
};

/** The holders of a table. */
export function holdersOf(holders: HolderVector[]): PvssHolder[] {
  return holders.map(({ address, ek, slots }) => ({ address: unhex(address), ek: unhex(ek), slots }));
}

/** The round of a vector. */
export function roundOf({ chain, epoch, table_hash, holders }: RoundVector): PvssRound {
  return pvssRound({
    ...{ chainId: chain, epoch: BigInt(epoch) },
    ...{ holders: holdersOf(holders), tableHash: unhex(table_hash) },
  });
}

/** The inputs to refuse, mutations applied to the message, the field of that name. */
export function refusedInput<Input extends object>(
  vector: RefusedVector<Input>,
  cases: (Input & { name: string })[],
  message: keyof Input & string,
): Input {
  if (!('mutation' in vector)) return vector;
  const base = cases.find(({ name }) => name === vector.case);
  if (base === undefined) throw new Error(`there is no case ${vector.case}`);
  const bytes = unhex(base[message] as string);
  const { at, xor } = vector.mutation;
  bytes[at] = (bytes[at] ?? 0) ^ Number.parseInt(xor, 16);
  return { ...base, [message]: hex(bytes) };
}

/** Expects a refusal with the error that the vector names; "any" stands for any. */
export function expectRefusal(error: string, call: () => unknown): void {
  const code = pvssCodeOf(call);
  if (error !== 'any') expect(code).toBe(error);
}
