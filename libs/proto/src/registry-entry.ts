import type { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';

/** A message's codec as ts-proto writes it; what a registry needs of it. */
export interface MessageCodec {
  readonly $type: string;
  encode(message: object, writer?: BinaryWriter): BinaryWriter;
  decode(input: BinaryReader | Uint8Array, length?: number): object;
  fromPartial(object: object): object;
}

/** [type URL, codec], e.g. ["/pacer.reward.v1.MsgClaimReward", MsgClaimReward]. */
export type RegistryEntry = [typeUrl: string, codec: MessageCodec];

function isCodec(value: unknown): value is MessageCodec {
  return typeof value === 'object' && value !== null && '$type' in value && 'encode' in value && 'decode' in value;
}

/** The registry entries of everything in a generated module that carries a `$type`. */
export function collect(module: object): RegistryEntry[] {
  return Object.values(module)
    .filter(isCodec)
    .map((codec) => [`/${codec.$type}`, codec]);
}
