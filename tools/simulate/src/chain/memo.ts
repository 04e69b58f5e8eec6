import { createHash } from 'node:crypto';

/**
 * Results of slow functions by their arguments, for all worlds of the process. Only for functions that give the same for the
 * same: what is remembered is what the real function gave.
 */
const known = new Map<string, unknown>();

export function remembered<T>(name: string, parts: readonly (Uint8Array | string)[], compute: () => T): T {
  const hash = createHash('sha256').update(name);
  for (const part of parts) hash.update(`/${part.length}/`).update(part);
  const key = hash.digest('base64');
  if (known.has(key)) return known.get(key) as T;
  const value = compute();
  known.set(key, value);
  return value;
}
