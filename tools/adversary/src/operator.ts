import { join } from 'node:path';
import { gasFor, secp256k1Signer, signTx } from '@pacer/client';
import { Journal } from '@pacer/journal';
import { BatchKind, MsgCommitBatch } from '@pacer/proto/inference/v1';
import { MsgSubmitResults, Verdict } from '@pacer/proto/validation/v1';
import { type LocalNode, pacerd } from '@pacer/testing';
import { type Arena } from './arena.js';

/** Sends a message with a Host's operator key. @throws Error if its block refuses it */
async function send(arena: Arena, node: LocalNode, typeUrl: string, value: Uint8Array, items = 0): Promise<void> {
  const exported = ['keys', 'export', node.name, '--unarmored-hex', '--unsafe', '--yes', '--keyring-backend', 'test'];
  const signer = secp256k1Signer(Buffer.from(await pacerd([...exported, '--home', node.home]), 'hex'));
  const tx = await signTx(await arena.pool.latest(), signer, [{ typeUrl, value }], { gas: gasFor(typeUrl, items) });
  await (await arena.pool.best()).broadcast(tx.bytes);
  const { code, codespace, log } = await arena.included(tx.hash);
  if (code !== 0) throw new Error(`${typeUrl} of ${node.name} was refused by ${codespace}/${code}: ${log}`);
}

/** Commits a batch of records that gives the other members duties. */
export async function commitBatch(arena: Arena, node: LocalNode, epoch: bigint, count: number): Promise<void> {
  const value = MsgCommitBatch.encode({
    ...{ signer: node.address, host: node.address, epoch, kind: BatchKind.ARTIFACT, model: 'pacer/ref-1', count },
    ...{ root: new Uint8Array(32).fill(7), totalTokens: BigInt(count), totalFee: 0n },
  }).finish();
  await send(arena, node, `/${MsgCommitBatch.$type}`, value);
}

/** Duties that the claimer of a Host has asked for in its work journal. */
export function wantedDuties(node: LocalNode, epoch: bigint) {
  const journal = Journal.open(join(node.home, 'work.sqlite'));
  try {
    return journal.duties.open(epoch);
  } finally {
    journal.close();
  }
}

/** Reports a match for every duty that the Host's claimer has asked for: what its engine and submitter would do. */
export async function discharge(arena: Arena, node: LocalNode, epoch: bigint): Promise<void> {
  const results = wantedDuties(node, epoch).map(({ batchId: batch, index }) => ({
    ...{ batch, index, verdict: Verdict.MATCH },
  }));
  const value = MsgSubmitResults.encode({ signer: node.address, host: node.address, epoch, results }).finish();
  await send(arena, node, `/${MsgSubmitResults.$type}`, value, results.length);
}
