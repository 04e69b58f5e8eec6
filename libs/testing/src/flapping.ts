import { Seeded } from './seeded.js';

/** When a flapping endpoint is up: spells of random length around a mean, alternating, a function of the seed alone. */
export class Flapping {
  readonly #random: Seeded;
  readonly #meanMs: number;
  #isUp = true;
  #until = 0;

  /** @param meanMs mean length of a spell; each is between half of it and one and a half times it */
  constructor({ seed, meanMs }: { readonly seed: number; readonly meanMs: number }) {
    this.#random = new Seeded(seed);
    this.#meanMs = meanMs;
  }

  /** Whether it is up so many milliseconds after its beginning; asked with times that never go back. It begins down. */
  isUp(atMs: number): boolean {
    while (atMs >= this.#until) {
      this.#isUp = !this.#isUp;
      this.#until += this.#random.between(0.5, 1.5) * this.#meanMs;
    }
    return this.#isUp;
  }
}
