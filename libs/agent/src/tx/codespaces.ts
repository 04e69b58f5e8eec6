/**
 * Whether a code of this codespace comes out of a message, so that fee and nonce are spent. The others' can come from the checks
 * before it too: signatures, fees, allowances, who may act for a Host, how often a dealing was tried.
 */
export function isByMessages(codespace: string): boolean {
  return ['reward', 'inference', 'validation', 'epoch', 'bank'].includes(codespace);
}
