import { RewardState } from '@pacer/proto/reward/v1';
import { claimerSays } from './claimer-says.js';
import { DemoFailed } from './failed.js';
import { begun } from './scene-beacon.js';
import { missingAt, told } from './scene-claim.js';
import { type SeenClaim } from './story-audit.js';
import { epoch, type Story } from './story.js';

/** Times that it is tried to have the claimer back before what it has signed is too old. */
const TRIES = 4;

/** The claimer is killed after it signed and before any node has seen the bytes; started again, it sends the very same ones. */
export async function killClaimer(story: Story): Promise<void> {
  // A machine that takes longer to start a program than a claim is valid makes another claim of it.
  for (let left = TRIES - 1; (await killOnce(story, left > 0)) === 'too late'; left--);
}

async function killOnce(story: Story, mayBeLate: boolean): Promise<'too late' | undefined> {
  const { world, audit } = story;
  const { claimer } = world.hero.processes;
  story.trap.arm();
  const { hash } = await story.until(
    'kill',
    'another claim to be sent',
    () => story.trap.caught,
    () => claimerSays(story),
    { timeoutMs: 90_000, log: () => claimer.tail() },
  );
  await claimer.kill();
  await audit.catchUp();
  if (audit.txs.some((tx) => tx.hash === hash))
    throw new DemoFailed('kill', 'a claim that nobody sent', `${hash} in a block`);
  story.trap.disarm();
  story.teller.line(
    'kill',
    `reward-claimer killed by SIGKILL after signing ${hash.slice(0, 12)}… and before any node got it`,
  );
  const before = audit.claims(story.hero, epoch).length;
  await claimer.start();
  const isGivenUp = () => mayBeLate && audit.claims(story.hero, epoch).length > before;
  const tx = await story.until(
    'resume',
    `the same transaction ${hash.slice(0, 12)}… in a block`,
    () => audit.txs.find((seen) => seen.hash === hash) ?? (isGivenUp() ? 'too late' : undefined),
    () => claimerSays(story),
    { timeoutMs: 90_000, log: () => claimer.tail() },
  );
  if (tx === 'too late') {
    story.teller.line('resume', `started again after its deadline, it has made another claim; once more`);
    return tx;
  }
  story.teller.line('resume', `height ${tx.height}: started again, it sent the same bytes: ${tx.codespace}/${tx.code}`);
  return undefined;
}

/** Only when epoch 1 has begun does the engine return; what was missing is re-executed and its results get into blocks. */
export async function repair(story: Story, claim: SeenClaim): Promise<void> {
  const { hero } = story.world;
  const start = await begun(story, epoch + 1n);
  const refusals = story.audit.claims(story.hero, epoch).filter(({ tx }) => tx.height < start).length;
  story.teller.line(
    'epoch',
    `height ${start}: epoch 1 began, on that beacon; Host 2's claim of epoch ${epoch} was refused ${refusals} times in its own epoch`,
  );
  if (story.breakage === 'no-validation') return;
  await hero.processes.engine.start();
  const since = await story.world.net.height();
  const left = async () => (await missingAt(story, claim, (await story.query.epoch.status()).height)).length;
  await story.until(
    'repair',
    'no missing duty',
    async () => ((await left()) === 0 ? true : undefined),
    async () => `${await left()} missing`,
    { log: () => `${hero.processes.host.tail(10)}\n${hero.processes.submitter.tail(10)}` },
  );
  story.teller.line(
    'repair',
    `engine back at height ${since}, all duties done by height ${await story.world.net.height()}`,
  );
}

/** The claim is paid in the epoch after its own: by the witness's word about the reward and about the balance of the payout account. */
export async function paid(story: Story): Promise<bigint> {
  const { audit, query, world } = story;
  const settlement = async () => (await query.reward.settlement({ epoch, host: story.hero })).reward;
  const reward = await story.until(
    'paid',
    "Host 2's reward PAID",
    async () => {
      const now = await settlement();
      return now.state === RewardState.PAID ? now : undefined;
    },
    async () => {
      const last = audit.claims(story.hero, epoch).at(-1);
      return `state ${RewardState[(await settlement()).state]}, the last claim ${last ? told(last) : 'not sent'}`;
    },
    { timeoutMs: 60_000, log: () => world.hero.processes.claimer.tail() },
  );
  const { start } = (await query.epoch.schedule(epoch + 1n)).schedule;
  if (reward.claimedHeight < start)
    throw new DemoFailed('paid', `a claim from height ${start} on, in epoch ${epoch + 1n}`, `${reward.claimedHeight}`);
  const balance = await query.bank.balance(world.heroNode.payout, 'upacer');
  if (balance !== reward.amount)
    throw new DemoFailed('paid', `${reward.amount} upacer at ${world.heroNode.payout}`, `${balance}`);
  await audit.catchUp();
  const claims = audit.claims(story.hero, epoch);
  story.teller.line(
    'paid',
    `height ${reward.claimedHeight}, in epoch ${epoch + 1n}: claim ${claims.length} of epoch ${epoch} succeeded, ${reward.amount} upacer, read from ${world.witness.name}'s validator`,
  );
  return reward.amount;
}
