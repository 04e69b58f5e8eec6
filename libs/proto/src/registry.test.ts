import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorsByCodespace, registry } from './index.js';

const protos = join(import.meta.dirname, '../../../proto/pacer');

/** Every .proto of ours with its text. */
const files = readdirSync(protos, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.proto'))
  .map((path) => ({ path, text: readFileSync(join(protos, path), 'utf8') }));

const packageOf = (text: string): string => /^package (\S+);/m.exec(text)?.[1] ?? '';

describe('registry', () => {
  it('has every top-level message of the protos, once, under its type URL', () => {
    const written = files.flatMap(({ text }) =>
      [...text.matchAll(/^message (\w+)/gm)].map((match) => `/${packageOf(text)}.${match[1] ?? ''}`),
    );
    const urls = registry.map(([url]) => url);
    expect(written.length).toBeGreaterThan(50);
    expect(urls.filter((url) => url.startsWith('/pacer.')).sort()).toEqual(written.sort());
    expect(new Set(urls).size).toBe(urls.length);
  });

  it('encodes and decodes through each entry', () => {
    for (const [url, codec] of registry) {
      const empty = codec.fromPartial({});
      expect({ url, decoded: codec.decode(codec.encode(empty).finish()) }).toEqual({ url, decoded: empty });
    }
  });
});

describe('error enums', () => {
  it('has one per codespace with the numbers of its errors.proto', () => {
    const enums = files.filter(({ path }) => path.endsWith('errors.proto'));
    expect(Object.keys(errorsByCodespace).sort()).toEqual(enums.map(({ path }) => path.split('/')[0]).sort());
    for (const { path, text } of enums) {
      const wanted = [...text.matchAll(/^\s+ERROR_(\w+) = (\d+)/gm)].map(([, name = '', code]) => [name, Number(code)]);
      const codespace = path.split('/')[0] as keyof typeof errorsByCodespace;
      // The compiler's enum also maps numbers to names, and -1 to what a newer chain may answer.
      const found = Object.entries(errorsByCodespace[codespace]).filter(
        ([, code]) => typeof code === 'number' && code >= 0,
      );
      expect(Object.fromEntries(found)).toEqual(Object.fromEntries(wanted));
      expect(wanted.length).toBeGreaterThan(2);
    }
  });
});
