/** What is wrong with a node; nothing by default. */
export interface NodeFaults {
  /** refuses connections */
  down?: boolean;
  /** takes requests and never answers, nor does what they ask for */
  hangs?: boolean;
  /** answers so many milliseconds later */
  delayMs?: number;
  /** does what is asked for so many milliseconds later, whether or not the caller still waits */
  lateMs?: number;
  /** does what is asked for, then the connection is reset */
  resets?: boolean;
  /** does what is asked for, and sends half of the answer */
  truncates?: boolean;
  /** answers with the page of a proxy */
  html?: boolean;
  /** is of another chain */
  foreign?: boolean;
  /** blocks behind the chain */
  lag?: number;
  /** has seen no block since this height; what it is sent goes nowhere */
  stuckAt?: number;
  /** has no block and no state below this height */
  base?: number;
  indexless?: boolean;
  /** what its status adds to the time of its block, milliseconds */
  skewMs?: number;
  /** its index says of everything that it is nowhere */
  hides?: boolean;
  /** its index says of everything that it was sent that it is in a block, with code 0 */
  invents?: boolean;
  /** its status is so many blocks, and as many block times, ahead of the chain */
  ahead?: number;
}

/** Faults by which a node says what is not so. */
export function isLiar({ hides, invents, ahead }: NodeFaults): boolean {
  return hides === true || invents === true || ahead !== undefined;
}
