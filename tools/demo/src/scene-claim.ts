import { missingDuties, drawDuties, readDutyFacts, type Duty } from '@pacer/client';
import { Error as RewardError } from '@pacer/proto/reward/v1';
import { claimerSays } from './claimer-says.js';
import { DemoFailed } from './failed.js';
import { type SeenClaim } from './story-audit.js';
import { epoch, type Story } from './story.js';

/** At the cutoff Host 2 claims, and the chain refuses: duties are missing. Returns the refused claim. */
export async function refused(story: Story): Promise<SeenClaim> {
  const { schedule } = await story.query.epoch.status();
  await story.until(
    'cutoff',
    `height ${schedule.cutoff}`,
    async () => ((await story.query.epoch.status()).height >= schedule.cutoff ? true : undefined),
    async () => `height ${(await story.query.epoch.status()).height}`,
    { timeoutMs: 400_000 },
  );
  const expected = `a claim of Host 2 refused with reward/${RewardError.DUTIES_MISSING}`;
  const claim = await story.until(
    'claim',
    expected,
    () => story.audit.claims(story.hero, epoch)[0],
    async () => claimerSays(story),
    { timeoutMs: 60_000, log: () => story.world.hero.processes.claimer.tail() },
  );
  const { tx } = claim;
  if (`${tx.codespace}/${tx.code}` !== `reward/${RewardError.DUTIES_MISSING}`)
    throw new DemoFailed('claim', expected, tx.code === 0 ? `claimed at height ${tx.height}` : told(claim));
  const missing = await missingAt(story, claim, tx.height - 1n);
  if (missing.length < 3)
    throw new DemoFailed('claim', 'at least 3 missing duties', `${missing.length} missing at height ${tx.height}`);
  story.teller.line('claim', `height ${tx.height}: refused by ${told(claim)}`);
  story.teller.line('claim', `recomputed from chain data: ${missing.length} duties missing`);
  return claim;
}

/** The chain's own words about a claim: codespace, code and text. */
export function told({ tx }: SeenClaim): string {
  return `${tx.codespace}/${tx.code} "${tx.log.slice(0, 160)}"`;
}

/** Duties of Host 2 without a result at a height, from the secret that the claim has revealed. */
export async function missingAt(story: Story, { message }: SeenClaim, height: bigint): Promise<Duty[]> {
  const { net } = story.world;
  const who = { chainId: net.chainId, epoch, host: story.hero, sigma: message.secret };
  const [facts, { results }] = await Promise.all([
    readDutyFacts(story.query, height, who),
    story.query.validation.allResults({ epoch, host: story.hero }, height),
  ]);
  return missingDuties(drawDuties(facts), results);
}
