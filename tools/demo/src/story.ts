import { Endpoint, pacerQuery, type PacerQuery } from '@pacer/client';
import { ClaimTrap } from './claim-trap.js';
import { type Breakage } from './failed.js';
import { StoryAudit } from './story-audit.js';
import { type Teller } from './teller.js';
import { untilOrFail } from './until.js';
import { type World } from './world.js';

/** The epoch whose reward the story follows; it is settled in its own time, claimed until epoch 2 begins, and burned then. */
export const epoch = 0n;

/** What the scenes share. Facts are read from the witness alone: a validator that nothing of Host 2 ever talks to. */
export class Story {
  readonly world: World;
  readonly teller: Teller;
  readonly breakage: Breakage | undefined;
  readonly witness: Endpoint;
  readonly query: PacerQuery;
  readonly audit: StoryAudit;
  /** On the way of Host 2's programs to their nodes. */
  readonly trap: ClaimTrap;
  readonly #signal: AbortSignal;
  /** Requests that a Host answered. */
  answered = 0;

  constructor(world: World, teller: Teller, breakage: Breakage | undefined, signal: AbortSignal) {
    this.world = world;
    this.teller = teller;
    this.breakage = breakage;
    this.#signal = signal;
    this.witness = new Endpoint(world.witness.rpc);
    this.query = pacerQuery(this.witness);
    this.audit = new StoryAudit(this.witness);
    this.trap = new ClaimTrap(world.proxies);
  }

  get hero(): string {
    return this.world.heroNode.address;
  }

  /**
   * Reads new blocks and asks until there is an answer.
   * @param found what the chain says at the moment, for the verdict when time is up
   * @throws DemoFailed at `stage`
   */
  async until<T>(
    stage: string,
    expected: string,
    ask: () => T | undefined | Promise<T | undefined>,
    found: () => string | Promise<string>,
    { timeoutMs = 120_000, log = undefined as (() => string) | undefined } = {},
  ): Promise<T> {
    const caughtUp = async () => {
      await this.audit.catchUp();
      return ask();
    };
    return untilOrFail({ stage, expected, ask: caughtUp, found, timeoutMs, log }, this.teller, this.#signal);
  }
}
