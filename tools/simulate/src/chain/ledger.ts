/** Accounts: numbers, and balances at every height. */
export class Ledger {
  readonly #numbers = new Map<string, bigint>();
  readonly #entries = new Map<string, { height: number; balance: bigint }[]>();

  /** Makes an account known, with the coins of genesis. */
  open(address: string, coins: bigint): void {
    // Numbers are 64-bit values above 2^63, as on the chain.
    this.#numbers.set(address, (1n << 63n) + 7_919n * BigInt(this.#numbers.size + 1));
    this.#entries.set(address, [{ height: 0, balance: coins }]);
  }

  number(address: string): bigint | undefined {
    return this.#numbers.get(address);
  }

  balance(address: string, height = Number.MAX_SAFE_INTEGER): bigint {
    return this.#entries.get(address)?.findLast((entry) => entry.height <= height)?.balance ?? 0n;
  }

  /** Adds coins, or takes them with a negative amount. */
  change(address: string, amount: bigint, height: number): void {
    const balance = this.balance(address) + amount;
    const entries = this.#entries.get(address);
    if (entries) entries.push({ height, balance });
    else {
      this.open(address, 0n);
      this.change(address, amount, height);
    }
  }
}
