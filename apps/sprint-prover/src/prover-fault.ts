/**
 * What is wrong with a prover, found from what it reports.
 *
 * - `prover_stuck`: it reports nothing any more
 * - `prover_ended`: it ended its work, and nobody had told it to
 * - `prover_report`: what it reports contradicts what it reported before
 * - `prover_wrong`: most of what it calls hits are none
 */
export type ProverFaultCode = 'prover_stuck' | 'prover_ended' | 'prover_report' | 'prover_wrong';

/** A prover that does not do what provers do. It is started again, but for one that is wrong; what to do stands in the text. */
export class ProverFault extends Error {
  override readonly name = 'ProverFault';
  readonly code: ProverFaultCode;
  readonly retryable: boolean;

  constructor(code: ProverFaultCode, message: string) {
    super(`${message}; correct it, or use another`);
    this.code = code;
    this.retryable = code === 'prover_stuck' || code === 'prover_ended';
  }
}
