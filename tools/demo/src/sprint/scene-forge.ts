import { addressBytes, gasFor, secp256k1Signer, signTx } from '@pacer/client';
import { MsgCommitWork } from '@pacer/proto/sprint/v1';
import { encodeNonces, isHit, SprintDigest } from '@pacer/sprint';
import { pacerd } from '@pacer/testing';
import { DemoFailed } from '../failed.js';
import { window } from './scene-weights.js';
import { type Stage } from './stage.js';
import { HONEST } from './world.js';

/** Enough to look honest. */
const HONEST_HITS = 10;

/** What was forged. */
export interface Forged {
  readonly epoch: bigint;
  readonly nonce: bigint;
  readonly stake: bigint;
}

/** The third Host posts hits of its own making in the second Sprint, and one nonce among them that is none. */
export async function forge(stage: Stage): Promise<Forged> {
  const epoch = 1n;
  const node = stage.world.node(stage.parts.forger);
  const exported = ['keys', 'export', node.name, '--unarmored-hex', '--unsafe', '--yes', '--keyring-backend', 'test'];
  const signer = secp256k1Signer(Buffer.from(await pacerd([...exported, '--home', node.home]), 'hex'));
  await stage.world.host(stage.parts.forger).processes.prover.stop();
  const { beacon, params, sprint, computeEnd } = await window(stage, epoch);
  const { dim, layers, heads, ff, seq } = params;
  const digests = new SprintDigest(
    { chainId: stage.world.net.chainId, epoch, beacon },
    { dim, layers, heads, ff, seq },
  );
  const host = addressBytes(node.address);
  const nonces: bigint[] = [];
  let lie: bigint | undefined;
  for (let nonce = 0n; nonces.length <= HONEST_HITS; nonce++) {
    if (isHit(digests.digest(host, nonce), sprint.target)) nonces.push(nonce);
    else if (lie === undefined && nonces.length === HONEST_HITS / 2) nonces.push((lie = nonce));
  }
  if (lie === undefined) throw new DemoFailed('forge', 'a nonce that is no hit', `all of ${nonces.length} are`);
  const stake = (await stage.query.host.host(node.address)).stake;
  const typeUrl = `/${MsgCommitWork.$type}`;
  const coded = encodeNonces(nonces);
  const value = MsgCommitWork.encode({
    ...{ signer: node.address, host: node.address, epoch, tier: 0, nonces: coded },
  }).finish();
  const gas = gasFor(typeUrl, coded.length);
  const tx = await signTx(await stage.pool.latest(), signer, [{ typeUrl, value }], { gas });
  const answer = await (await stage.pool.best()).broadcast(tx.bytes);
  if (answer.state === 'refused')
    throw new DemoFailed('forge', 'a node that takes its work', `${answer.codespace}/${answer.code}: ${answer.log}`);
  const expected = `work of ${node.name} by height ${computeEnd}`;
  const isThere = await stage.until('forge', expected, async () => {
    const { height } = await stage.query.epoch.status();
    const now = await stage.query.sprint.work({ epoch, host: node.address });
    if (now?.work.count === nonces.length) return true;
    return height > computeEnd ? false : undefined;
  });
  if (!isThere) throw new DemoFailed('forge', expected, 'the window closed without it');
  stage.teller.line(
    'forge',
    `${node.name} has committed ${nonces.length} nonces, and nonce ${lie} among them is no hit`,
  );
  return { epoch, nonce: lie, stake };
}

/** The honest Host has found it. Returns what it cost the forger. */
export async function convicted(stage: Stage, { epoch, nonce, stake }: Forged): Promise<bigint> {
  const { name, address } = stage.world.node(stage.parts.forger);
  const { work } = await stage.until(
    'guilty',
    `${name} found guilty`,
    async () => {
      const now = await stage.query.sprint.work({ epoch, host: address });
      return now && now.work.guiltyHeight > 0n ? now : undefined;
    },
    { log: () => stage.world.host(HONEST).processes.prover.tail() },
  );
  const { slashes } = await stage.query.host.standing(address);
  const slash = slashes.find(({ epoch: of }) => of === epoch);
  const after = (await stage.query.host.host(address)).stake;
  if (work.guiltyNonce !== nonce || slash?.amount !== stake / 5n || stake - after !== slash.amount)
    throw new DemoFailed(
      'guilty',
      `nonce ${nonce} and a fifth of ${stake}`,
      `nonce ${work.guiltyNonce}, ${stake} → ${after}`,
    );
  const settled = (await stage.query.sprint.target(epoch))?.sprint.settledHeight ?? 0n;
  if (settled > 0n && work.guiltyHeight > settled)
    throw new DemoFailed(
      'guilty',
      `${name} guilty before weights are made of its work at height ${settled}`,
      `height ${work.guiltyHeight}`,
      stage.world.host(HONEST).processes.prover.tail(),
    );
  const by =
    slash.reporter === ''
      ? "the chain's own sample"
      : `a challenge of ${stage.nameOf(slash.reporter)}, which got ${slash.reported}`;
  stage.teller.line(
    'guilty',
    `height ${work.guiltyHeight}: nonce ${nonce} misses the target, found by ${by}; stake of ${name} ${stake} → ${after}`,
  );
  return slash.amount;
}
