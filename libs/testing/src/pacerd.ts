import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { asSetupError, SetupError } from './setup-error.js';

const run = promisify(execFile);

/** Where the chain's program stands: `PACERD`, or what `npm run build` made. @throws SetupError if it is not there */
export function pacerdPath(): string {
  const path = process.env.PACERD ?? join(import.meta.dirname, '..', '..', '..', 'chain', 'build', 'pacerd');
  if (!existsSync(path))
    throw new SetupError('no-pacerd', `The program pacerd is not at ${path}: build it with \`npm run build\`.`);
  return path;
}

/**
 * Runs one pacerd command to its end.
 * @returns what it printed on stdout, trimmed
 * @throws Error with the command and what it printed on stderr
 */
export async function pacerd(args: readonly string[], options: { readonly timeoutMs?: number } = {}): Promise<string> {
  const path = pacerdPath();
  try {
    const { stdout } = await run(path, args, { timeout: options.timeoutMs ?? 180_000, maxBuffer: 1 << 26 });
    return stdout.trim();
  } catch (error) {
    const stderr = ((error as { stderr?: string }).stderr ?? '').trim();
    const doing = `running pacerd ${args.slice(0, 2).join(' ')}`;
    throw (
      asSetupError(new Error(stderr), doing) ??
      asSetupError(error, doing) ??
      new Error(`pacerd ${args.join(' ')} failed: ${stderr || (error as Error).message}`, { cause: error })
    );
  }
}
