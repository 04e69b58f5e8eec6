import { readFileSync } from 'node:fs';

interface VectorFile<Case, Refused> {
  readonly cases: Case[];
  readonly refused: Refused[];
}

/** A file of proto/vectors; bytes in it are hex, u64 decimal strings. */
export function readVectors<Case, Refused = never>(name: string): VectorFile<Case, Refused> {
  const file = new URL(`../../../../proto/vectors/${name}`, import.meta.url);
  const { cases = [], refused = [] } = JSON.parse(readFileSync(file, 'utf8')) as Partial<VectorFile<Case, Refused>>;
  if (cases.length === 0) throw new Error(`${name} has no cases`);
  return { cases, refused };
}
