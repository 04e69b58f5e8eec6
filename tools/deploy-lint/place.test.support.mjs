import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The repository. */
export const root = resolve(import.meta.dirname, '../..');

/** The text of a file of the repository. */
export const textOf = (...path) => readFileSync(join(root, ...path), 'utf8');

/** The files of a folder of the repository. */
export const filesIn = (...path) => readdirSync(join(root, ...path)).sort();

/** The anchors of a page of the manual: its own `<a id>` and those that headings get. */
export function anchorsOf(text) {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
  return new Set([...headings, ...[...text.matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id)]);
}
