/**
 * What an RPC endpoint does to those who ask it. The request reaches the node unless it is said otherwise.
 *
 * - `pass`: answers as the node does.
 * - `down`: resets connections, open ones at once and others when they ask; nothing reaches the node.
 * - `silent`: accepts, never answers; nothing reaches the node.
 * - `hang`: begins an answer and never ends it.
 * - `reset-after-send`: the node has answered, and the connection is reset before the client learns.
 * - `reset-broadcasts`: the same for broadcasts alone.
 * - `truncate`: an answer whose JSON ends in the middle.
 * - `html-200`, `html-502`: a page instead of an answer, as gateways write them; nothing reaches the node.
 * - `shows-absent-tx`: tx_search shows every transaction that was broadcast through here as included with code 0, in a block
 *   that does not hold it.
 * - `hides-tx`: tx_search finds nothing, whatever is included.
 * - `delayMs`: every answer comes so late.
 * - `staleBy`: the chain as it was so many blocks ago; broadcasts pass.
 * - `chainId`: status names another chain.
 * - `skewMs`: block times in status are off by so much.
 * - `flap`: up and down by turns, by a seed; `meanMs` is the mean length of a turn.
 */
export type RpcFault =
  | 'pass'
  | 'down'
  | 'silent'
  | 'hang'
  | 'reset-after-send'
  | 'reset-broadcasts'
  | 'truncate'
  | 'html-200'
  | 'html-502'
  | 'shows-absent-tx'
  | 'hides-tx'
  | { readonly delayMs: number }
  | { readonly staleBy: number }
  | { readonly chainId: string }
  | { readonly skewMs: number }
  | { readonly flap: { readonly seed: number; readonly meanMs: number } };

/** What a fault is counted under, such as `delay` or `html-502`. */
export function faultName(fault: RpcFault): string {
  if (typeof fault === 'string') return fault;
  if ('delayMs' in fault) return 'delay';
  if ('staleBy' in fault) return 'stale';
  if ('chainId' in fault) return 'wrong-chain-id';
  return 'skewMs' in fault ? 'clock-skew' : 'flapping';
}
