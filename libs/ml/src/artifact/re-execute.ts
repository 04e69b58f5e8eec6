import { MlError } from '../errors.js';
import type { CallOptions, MlNode, Sampling, Scores } from '../node/ml-node.js';
import type { Artifact } from './artifact.js';
import { compare, type Comparison, type Tolerance } from './compare.js';

/** What the validator read from the signed body itself; nothing in it comes from the artifact. */
export interface SignedRequest extends Sampling {
  readonly model: string;
  /** Tokenised by the validator. */
  readonly promptIds: readonly number[];
  readonly maxTokens: number;
}

/**
 * A validation duty (protocol §7): runs the model over the committed output and compares every choice, the stop
 * included. It always asks the ML Node and keeps nothing: a verdict from a stored copy would prove no work.
 * @throws MlError if the ML Node gave no scores; then there is no verdict and the duty is still open
 */
export async function reExecute(
  node: MlNode,
  request: SignedRequest,
  artifact: Artifact,
  tolerance: Tolerance,
  options: CallOptions = {},
): Promise<Comparison> {
  const { promptIds, maxTokens } = request;
  const outputIds = artifact.outputIds.slice(0, maxTokens);
  const at = artifact.top.slice(0, maxTokens).map((top) => top.map(({ id }) => id));
  try {
    const scores = await node.score({ ...request, outputIds, at }, options);
    assertComplete(scores, at);
    return compare(artifact, { promptIds, maxTokens, scores }, tolerance);
  } catch (error) {
    if (!(error instanceof MlError) || error.code !== 'unknown_token') throw error;
    return { match: false, reason: 'ids', differing: artifact.outputIds.length, meanDistance: 0 };
  }
}

/** An ML Node that leaves something out must not become an accusation of the Executor. */
function assertComplete({ positions }: Scores, at: readonly (readonly number[])[]): void {
  const complete = at.every((wanted, i) => wanted.every((id, j) => positions[i]?.at[j]?.id === id));
  if (positions.length === at.length && complete) return;
  throw new MlError('bad_response', 'the ML Node left out scores that were asked for; check its version');
}
