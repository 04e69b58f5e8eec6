import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the vectors lie that Go and TypeScript share. */
export const vectorsFolder = join(import.meta.dirname, '../../../../proto/vectors');

interface VectorFile<Case, Refused> {
  cases: (Case & { name: string })[];
  refused: (Refused & { name: string; why: string })[];
}

function read<Case, Refused>(file: string): VectorFile<Case, Refused> {
  const text = readFileSync(join(vectorsFolder, file), 'utf8');
  const { cases = [], refused = [] } = JSON.parse(text) as Partial<VectorFile<Case, Refused>>;
  if (cases.length === 0) throw new Error(`${file} has no cases`);
  return { cases, refused };
}

/**
 * The cases of one vector file and the inputs that everybody must refuse; bytes in them are hex, u64 decimal strings.
 * Fails when the file lacks either.
 */
export function readVectors<Case, Refused>(file: string): VectorFile<Case, Refused> {
  const vectors = read<Case, Refused>(file);
  if (vectors.refused.length === 0) throw new Error(`${file} has nothing to refuse: read it with readCases`);
  return vectors;
}

/** The cases of a file that has nothing to refuse. Fails once it does, so that no refusal goes unread. */
export function readCases<Case>(file: string): VectorFile<Case, never>['cases'] {
  const { cases, refused } = read<Case, never>(file);
  if (refused.length > 0) throw new Error(`${file} has inputs to refuse: read it with readVectors`);
  return cases;
}
