import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { controlFile } from './faults.js';

const chain = join(import.meta.dirname, '../../../../chain');
const program = join(chain, 'build', 'faultexec');
const environment = { ...process.env, GOFLAGS: '-trimpath -buildvcs=false', CGO_ENABLED: '0' };

/** Starts programs whose writes under one folder can be made to fail while they run. */
export class DiskLauncher {
  /** What comes before the program and its arguments. */
  readonly command: readonly string[];
  readonly controlDir: string;
  readonly #count: string;

  private constructor(controlDir: string, folder: string) {
    this.controlDir = controlDir;
    this.#count = join(controlDir, 'struck');
    const files = ['--eio', controlFile(controlDir, 'failing fsync'), '--enospc', controlFile(controlDir, 'disk full')];
    this.command = [program, '--under', folder, ...files, '--count', this.#count, '--'];
  }

  /** @param folder whose files fail */
  static in(controlDir: string, folder: string): DiskLauncher {
    mkdirSync(controlDir, { recursive: true });
    mkdirSync(folder, { recursive: true });
    return new DiskLauncher(controlDir, folder);
  }

  /** Builds the launcher. @returns why disk faults cannot be injected here, undefined when they can */
  static async missing(): Promise<string | undefined> {
    const run = promisify(execFile);
    try {
      await run('go', ['build', '-o', 'build/faultexec', './tests/faultexec'], { cwd: chain, env: environment });
      await run(program, ['--under', '/nonexistent', '--', 'true']);
      return undefined;
    } catch (error) {
      const { code, stderr } = error as { code?: number | string; stderr?: string };
      return `faultexec ended with ${code ?? 'an error'}: ${(stderr ?? String(error)).trim().split('\n')[0] ?? ''}`;
    }
  }

  /** System calls that failed so far: one byte each. */
  get struck(): number {
    return existsSync(this.#count) ? statSync(this.#count).size : 0;
  }

  /** Ends every fault. */
  heal(): void {
    for (const fault of ['failing fsync', 'disk full'] as const)
      rmSync(controlFile(this.controlDir, fault), { force: true });
  }
}
