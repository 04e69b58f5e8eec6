import type { BatchKind as Kind } from '@pacer/journal';
import { BatchKind } from '@pacer/proto/inference/v1';

/** What the chain takes one batch per interval of: a kind of records of one model (§6). */
export interface Lane {
  kind: Kind;
  model: string;
}

/** The name of a lane, such as `artifact/pacer/ref-1`: what is kept by lane is kept under it. */
export function laneOf({ kind, model }: Lane): string {
  return `${kind}/${model}`;
}

/** Where the chain knows a kind of records. It has no name for responses yet, and refuses them. */
const NUMBERS: Readonly<Record<Kind, number>> = { artifact: BatchKind.ARTIFACT, response: 2 };

/** The number of a kind of batches, in messages and queries (§6). */
export function numberOf(kind: Kind): BatchKind {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- a number that its enum does not have yet
  return NUMBERS[kind];
}
