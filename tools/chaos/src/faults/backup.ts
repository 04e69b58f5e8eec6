import { cpSync, existsSync, rmSync } from 'node:fs';

/** An old copy of a state folder. Made while its program is down, as a backup of a machine is. */
export class Backup {
  readonly #stateDir: string;
  readonly #copy: string;

  constructor(stateDir: string) {
    this.#stateDir = stateDir;
    this.#copy = `${stateDir}.backup`;
  }

  get exists(): boolean {
    return existsSync(this.#copy);
  }

  make(): void {
    rmSync(this.#copy, { recursive: true, force: true });
    cpSync(this.#stateDir, this.#copy, { recursive: true });
  }

  restore(): void {
    rmSync(this.#stateDir, { recursive: true, force: true });
    cpSync(this.#copy, this.#stateDir, { recursive: true });
  }
}
