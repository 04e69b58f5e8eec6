import { addressBytes } from '@pacer/client';
import { H, u64be, utf8 } from '@pacer/crypto';

/** Which Host, in which epoch, on which chain, and between which heights dealings are accepted. */
export interface DealSlotInput {
  chainId: string;
  epoch: bigint;
  /** bech32 */
  host: string;
  dealOpen: bigint;
  dealClose: bigint;
}

/**
 * Height at which a Host deals (§4): `deal_open + (u64be(H("pacer/deal-slot/v1", chain, epoch, host)[0..8]) mod half)`, half =
 * max(1, ⌊(deal_close − deal_open) / 2⌋). Spread over the first half of the window, because a block takes two dealings; the
 * second half is for those that had bad luck.
 */
export function dealSlot({ chainId, epoch, host, dealOpen, dealClose }: DealSlotInput): bigint {
  const hash = H('pacer/deal-slot/v1', utf8(chainId), u64be(epoch), addressBytes(host));
  const draw = new DataView(hash.buffer, hash.byteOffset).getBigUint64(0);
  const half = (dealClose - dealOpen) / 2n;
  return dealOpen + (draw % (half > 1n ? half : 1n));
}
