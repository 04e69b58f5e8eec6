/** The demo's verdict that something is not as it must be: where, what was expected, what the chain says, and whose log to read. */
export class DemoFailed extends Error {
  readonly stage: string;
  readonly log: string | undefined;

  constructor(stage: string, expected: string, found: string, log?: string, options?: ErrorOptions) {
    super(`FAILED at ${stage}: expected ${expected}, chain says ${found}`, options);
    this.name = 'DemoFailed';
    this.stage = stage;
    this.log = log;
  }
}

/** Ways to break the demo from outside; each must make it fail at the stage named here. */
export const breakages = {
  /** Three of four seed-contributors are stopped before the opening: the epoch stretches. */
  'no-openings': 'beacon',
  /** Host 2's engine stays down: duties stay undone. */
  'no-validation': 'paid',
  /** Host 3's key file in Host 2's place: the chain must not accept its signature. */
  'steal-key': 'claim',
  /** Two of four validators are stopped: no more blocks. */
  'stop-chain': 'blocks',
} as const;

export type Breakage = keyof typeof breakages;

export function breakageOf(text: string | undefined): Breakage | undefined {
  if (text === undefined || text === '') return undefined;
  if (text in breakages) return text as Breakage;
  throw new RangeError(`DEMO_BREAK=${text} is not known: use ${Object.keys(breakages).join(', ')}, or none`);
}
