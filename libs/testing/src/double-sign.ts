import { createHash, createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { type LocalNode } from './localnet.js';

const PRECOMMIT = 2;
/** ASN.1 around the 32 bytes of an ed25519 seed (RFC 8410). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

interface Commit {
  readonly height: string;
  readonly round: number;
  /** Time of the block, as CometBFT wrote it: evidence must repeat it to the nanosecond. */
  readonly time: string;
  readonly power: string;
  readonly totalPower: string;
}

/**
 * What a validator does that runs twice: two precommits of one height and round for different blocks, signed with the node's own consensus
 * key, handed as evidence to another node as anybody who saw both may do.
 * @returns the height of the votes
 * @throws Error with what the node said if it does not accept the evidence
 */
export async function doubleSign(node: LocalNode, witness: LocalNode, chainId: string): Promise<bigint> {
  const key = consensusKey(node);
  const commit = await lastCommit(witness, key.address);
  const votes = [1, 2].map((fill) => vote(key, chainId, commit, fill));
  const evidence = {
    type: 'tendermint/DuplicateVoteEvidence',
    value: {
      ...{ vote_a: votes[0], vote_b: votes[1], Timestamp: commit.time },
      ...{ TotalVotingPower: commit.totalPower, ValidatorPower: commit.power },
    },
  };
  await rpc(witness, 'broadcast_evidence', { evidence });
  return BigInt(commit.height);
}

interface ConsensusKey {
  /** First 20 bytes of SHA-256 of the public key, upper-case hex, as CometBFT writes it. */
  readonly address: string;
  readonly secret: KeyObject;
}

function consensusKey(node: LocalNode): ConsensusKey {
  const file = readFileSync(join(node.home, 'config', 'priv_validator_key.json'), 'utf8');
  const { priv_key } = JSON.parse(file) as { priv_key: { value: string } };
  const raw = Buffer.from(priv_key.value, 'base64');
  const address = createHash('sha256').update(raw.subarray(32)).digest('hex').slice(0, 40).toUpperCase();
  const der = Buffer.concat([PKCS8_HEAD, raw.subarray(0, 32)]);
  return { address, secret: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }) };
}

/** A vote for a block that does not exist, in the JSON that CometBFT reads. */
function vote({ address, secret }: ConsensusKey, chainId: string, { height, round, time }: Commit, fill: number) {
  const hash = new Uint8Array(32).fill(fill);
  const bytes = canonicalVote(chainId, { height, round, time }, hash);
  const hex = Buffer.from(hash).toString('hex').toUpperCase();
  return {
    ...{ type: PRECOMMIT, height, round, timestamp: time },
    block_id: { hash: hex, parts: { total: 1, hash: hex } },
    ...{ validator_address: address, validator_index: 0 },
    signature: sign(null, bytes, secret).toString('base64'),
  };
}

/** CometBFT's CanonicalVote after its length: what a validator signs. Fields that are 0 are not written. */
function canonicalVote(chainId: string, at: Pick<Commit, 'height' | 'round' | 'time'>, hash: Uint8Array): Uint8Array {
  const writer = new BinaryWriter().fork();
  writer.tag(1, WireType.Varint).int32(PRECOMMIT);
  writer.tag(2, WireType.Bit64).sfixed64(at.height);
  if (at.round > 0) writer.tag(3, WireType.Bit64).sfixed64(at.round);
  writer.tag(4, WireType.LengthDelimited).fork().tag(1, WireType.LengthDelimited).bytes(hash);
  writer.tag(2, WireType.LengthDelimited).fork().tag(1, WireType.Varint).uint32(1);
  writer.tag(2, WireType.LengthDelimited).bytes(hash).join().join();
  writer.tag(5, WireType.LengthDelimited).fork();
  writer.tag(1, WireType.Varint).int64(Math.floor(Date.parse(at.time) / 1000));
  const nanos = Number((/\.(\d+)Z$/.exec(at.time)?.[1] ?? '').padEnd(9, '0'));
  if (nanos > 0) writer.tag(2, WireType.Varint).int32(nanos);
  writer.join();
  writer.tag(6, WireType.LengthDelimited).string(chainId);
  return writer.join().finish();
}

/** The last block that is surely committed, and the validator's power in it. */
async function lastCommit(witness: LocalNode, address: string): Promise<Commit> {
  const status = await rpc<{ sync_info: { latest_block_height: string } }>(witness, 'status', {});
  const height = String(BigInt(status.sync_info.latest_block_height) - 1n);
  const { signed_header } = await rpc<{
    signed_header: { header: { time: string }; commit: { round: number } };
  }>(witness, 'commit', { height });
  const { validators } = await rpc<{ validators: { address: string; voting_power: string }[] }>(witness, 'validators', {
    ...{ height, per_page: '100' },
  });
  const power = validators.find((one) => one.address === address)?.voting_power;
  if (power === undefined) throw new Error(`no validator ${address} at height ${height}`);
  const totalPower = validators.reduce((sum, one) => sum + BigInt(one.voting_power), 0n).toString();
  return { height, round: signed_header.commit.round, time: signed_header.header.time, power, totalPower };
}

async function rpc<T>(node: LocalNode, method: string, params: Record<string, unknown>): Promise<T> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const answer = await fetch(node.rpc, {
    ...{ method: 'POST', body, headers: { 'content-type': 'application/json' } },
    signal: AbortSignal.timeout(30_000),
  });
  const { result, error } = (await answer.json()) as { result?: T; error?: { message: string; data?: string } };
  if (error !== undefined || result === undefined)
    throw new Error(`${method} of ${node.name}: ${error?.message ?? 'no result'} ${error?.data ?? ''}`);
  return result;
}
