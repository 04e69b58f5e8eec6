import { statSync } from 'node:fs';
import type { SharedConfig } from '../config/shared.js';
import type { Check, Finding } from './check.js';

const WRITABLE_BY_OTHERS = 0o022;
const READABLE_BY_OTHERS = 0o044;

/** Whether nobody else can read the key file and the password that opens it, let alone replace them. */
export function secretFilesCheck({ keyFile, passwordFile }: Pick<SharedConfig, 'keyFile' | 'passwordFile'>): Check {
  return {
    name: 'secret files',
    ask: (): Finding => {
      const modes = [keyFile, passwordFile].map((path) => ({ path, mode: statSync(path).mode & 0o777 }));
      const said = (some: typeof modes) =>
        some.map(({ path, mode }) => `${path} has mode ${mode.toString(8).padStart(4, '0')}`).join(', ');
      const fixOf = (some: typeof modes) => `chmod 600 ${some.map(({ path }) => path).join(' ')}`;
      const writable = modes.filter(({ mode }) => (mode & WRITABLE_BY_OTHERS) !== 0);
      if (writable.length > 0)
        return { ok: false, said: `${said(writable)}: others can replace it`, fix: fixOf(writable) };
      const readable = modes.filter(({ mode }) => (mode & READABLE_BY_OTHERS) !== 0);
      if (readable.length === 0) return { ok: true, said: said(modes) };
      return { ok: true, warn: true, said: `${said(readable)}: others can read it`, fix: fixOf(readable) };
    },
  };
}
