import { readFileSync } from 'node:fs';
import { servingPrograms } from '@pacer/localnet';
import { Error as RewardError, RewardState } from '@pacer/proto/reward/v1';
import { pacerd } from '@pacer/testing';
import { DemoFailed } from './failed.js';
import { type SeenClaim } from './story-audit.js';
import { epoch, type Story } from './story.js';

/** A second claim, by the operator itself with pacerd, is refused. */
export async function claimAgain(story: Story, { message }: SeenClaim): Promise<void> {
  const { heroNode, net, witness } = story.world;
  const answer = await pacerd([
    ...['tx', 'reward', 'claim', heroNode.address, String(epoch), Buffer.from(message.secret).toString('hex')],
    ...['--from', heroNode.name, '--keyring-backend', 'test', '--home', heroNode.home, '--chain-id', net.chainId],
    ...['--node', `tcp://127.0.0.1:${witness.ports.rpc}`, '--gas', '2000000', '--gas-prices', '0.001upacer'],
    ...['--yes', '--output', 'json', '--broadcast-mode', 'sync'],
  ]);
  const { txhash } = JSON.parse(answer) as { txhash: string };
  const expected = `reward/${RewardError.ALREADY_CLAIMED}`;
  const tx = await story.until(
    'again',
    `a second claim refused with ${expected}`,
    () => story.audit.txs.find(({ hash }) => hash === txhash),
    () => `nothing of ${txhash}: ${answer}`,
  );
  if (`${tx.codespace}/${tx.code}` !== expected)
    throw new DemoFailed('again', expected, `${tx.codespace}/${tx.code} ${tx.log}`);
  story.teller.line(
    'again',
    `height ${tx.height}: a second claim, by the operator with pacerd, refused by ${expected}`,
  );
}

/** All Hosts but the one that forgot to claim. */
function claimants({ world }: Story) {
  return world.net.nodes.filter((node) => node !== world.forgetful.options.node);
}

/** Every coin is accounted for, at one height of the witness. */
export async function accounts(story: Story): Promise<void> {
  const { query, world } = story;
  for (const node of claimants(story)) {
    const settlement = async () => (await query.reward.settlement({ epoch, host: node.address })).reward;
    await story.until(
      'accounts',
      `the reward of ${node.name} PAID`,
      async () => ((await settlement()).state === RewardState.PAID ? true : undefined),
      async () => RewardState[(await settlement()).state],
    );
  }
  const { height } = await query.epoch.status();
  const t = await query.reward.totals(height);
  const balances = await Promise.all(world.net.nodes.map((node) => query.bank.balance(node.payout, 'upacer', height)));
  const received = balances.reduce((sum, one) => sum + one, 0n);
  const check = (what: string, left: bigint, right: bigint) => {
    if (left !== right) throw new DemoFailed('accounts', `${what} at height ${height}`, `${left} and ${right}`);
  };
  check(
    'minted + forfeited = paid + held + claimable + burned',
    t.minted + t.forfeited,
    t.paid + t.held + t.claimable + t.burnedUnclaimed,
  );
  check('pool = held + claimable', t.pool, t.held + t.claimable);
  check('paid = balances of the payout accounts', t.paid, received);
  check(
    'supply = genesis + minted − burned',
    t.supply,
    t.genesisSupply + t.minted - t.burnedUnclaimed - t.burnedFees - t.burnedLeafFees,
  );
  story.teller.line(
    'accounts',
    `height ${height}: minted ${t.minted} + forfeited ${t.forfeited} = paid ${t.paid} + held ${t.held} + claimable ${t.claimable} + burned ${t.burnedUnclaimed}; supply ${t.supply} as it must be`,
  );
}

/** What was lost and what came twice, counted in the blocks of the witness. */
export async function count(story: Story): Promise<{ lost: number; doubled: number }> {
  const { audit } = story;
  await audit.catchUp();
  const { committed, repeated } = audit.records();
  const paid = claimants(story).map(
    ({ address }) => audit.claims(address, epoch).filter(({ tx }) => tx.code === 0).length,
  );
  const lost = Math.max(0, story.answered - committed) + paid.filter((n) => n === 0).length;
  const extra = paid.reduce((sum, n) => sum + Math.max(0, n - 1), 0);
  const doubled = Math.max(0, committed - story.answered) + repeated + audit.repeatedResults() + extra;
  return { lost, doubled };
}

/** Agents may fail; they may not fail without knowing why. */
export function unclassified(story: Story): void {
  for (const { options, processes } of story.world.hosts)
    for (const name of servingPrograms) {
      const line = readFileSync(processes[name].options.logFile, 'utf8')
        .split('\n')
        .find((text) => text.includes('"unclassified":true'));
      if (line !== undefined)
        throw new DemoFailed('logs', 'no unclassified error', `nothing, but ${options.node.name} logged one`, line);
    }
}
