/**
 * Why a prover or a formula of the Sprint refused. Texts are for people; programs decide on the code.
 *
 * - `invalid_task`: a task that no prover can do, e.g. a beacon of 31 bytes
 * - `invalid_nonces`: bytes that are no canonical list of nonces, or a list that has no coding
 * - `out_of_range`: a number that a formula is not defined for
 * - `no_simd`: this machine's WebAssembly has no 128-bit SIMD
 * - `no_memory`: the sizes need more memory than this machine gives
 * - `busy`: the prover has a task already
 * - `closed`: the prover was closed
 * - `worker`: a worker thread ended before its work was done
 * - `prover_start`: the program of an external prover could not be started, or did not say that it is ready in time
 * - `prover_died`: an external prover ended before its work was done
 * - `prover_protocol`: an external prover wrote what the line protocol forbids
 * - `prover_refused`: an external prover says that it can't do this task
 */
export type SprintErrorCode =
  | 'invalid_task'
  | 'invalid_nonces'
  | 'out_of_range'
  | 'no_simd'
  | 'no_memory'
  | 'busy'
  | 'closed'
  | 'worker'
  | 'prover_start'
  | 'prover_died'
  | 'prover_protocol'
  | 'prover_refused';

const RETRYABLE: readonly SprintErrorCode[] = ['busy', 'worker', 'prover_died'];

/** The one error class of this package beside ShapeError. */
export class SprintError extends Error {
  override readonly name = 'SprintError';
  readonly code: SprintErrorCode;
  /** whether the same call may succeed later */
  readonly retryable: boolean;

  /**
   * @param code what programs decide on
   * @param message what happened and what to do about it
   * @param options the error underneath, if there is one
   */
  constructor(code: SprintErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.retryable = RETRYABLE.includes(code);
  }
}
