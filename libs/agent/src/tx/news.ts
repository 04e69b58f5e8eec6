import type { Attempt } from './attempt.js';
import { nameOf } from './wording.js';

/** What was logged last about each open attempt: the same bytes go out in every pass, and mostly get the same answer. */
export class News {
  readonly #said = new Map<string, Map<string, string>>();

  /** Whether this is not what was said before. @param who is it about, such as an endpoint */
  isNew(attempt: Attempt, who: string, says: string): boolean {
    const name = nameOf(attempt);
    const said = this.#said.get(name) ?? new Map<string, string>();
    if (said.get(who) === says) return false;
    this.#said.set(name, said.set(who, says));
    return true;
  }

  /** The attempt has ended. */
  forget(attempt: Attempt): void {
    this.#said.delete(nameOf(attempt));
  }
}
