import type { Effect, EncodedMessage, HostSigner, Logger, TxEngine } from '@pacer/agent';
import { gasFor, type EndpointPool } from '@pacer/client';
import type { Journal } from '@pacer/journal';
import { MsgClaimReward } from '@pacer/proto/reward/v1';
import { isClaimedOnChain } from './claimed.js';
import type { ClaimerAction } from './facts.js';
import { signSecret, type SecretOf } from './secret.js';
import { claimKey } from './settings.js';

export const CLAIM_REWARD = `/${MsgClaimReward.$type}`;
/** Above what the validation worker drew by itself: the claim waits for these. */
const CLAIM_PRIORITY = 1000;

/** What actions work on. */
export interface Workshop {
  host: string;
  signer: Pick<HostSigner, 'hotKey' | 'blsPublicKey' | 'signSecret'>;
  journal: Pick<Journal, 'sigmas' | 'duties' | 'transaction'>;
  engine: Pick<TxEngine, 'submit'>;
  pool: EndpointPool;
  /** what σ of an epoch is signed over, and σ itself: the kept one if it is of this Host's key */
  secrets: { of: (epoch: bigint) => SecretOf | undefined; kept: (epoch: bigint) => Promise<Uint8Array | undefined> };
  log: Logger;
}

/** Does one action. Done twice, or after a crash in the middle, it comes to the same. */
export async function act(work: Workshop, action: ClaimerAction, signal?: AbortSignal): Promise<void> {
  switch (action.kind) {
    case 'sign-secret':
      await keepSecret(work, action.epoch);
      return;
    case 'want-duties':
      wantDuties(work, action);
      return;
    case 'claim':
      await claim(work, action.epoch, action.attempt, signal);
  }
}

async function keepSecret({ signer, journal, secrets, log }: Workshop, epoch: bigint): Promise<void> {
  const of = secrets.of(epoch);
  if (of && journal.sigmas.put(epoch, await signSecret(signer, of)))
    log.info({ epoch }, `the secret of epoch ${epoch} is signed and kept`);
}

function wantDuties(
  { journal, log }: Workshop,
  { epoch, duties }: Extract<ClaimerAction, { kind: 'want-duties' }>,
): void {
  const wanted = journal.transaction(
    () =>
      duties.filter(({ batch: batchId, index, owner }) =>
        journal.duties.want({ epoch, batchId, index, owner, reason: 'claim', priority: CLAIM_PRIORITY }),
      ).length,
  );
  if (wanted > 0)
    log.warn(
      { epoch, wanted },
      `the claim of epoch ${epoch} lacks ${wanted} duties: the Host is asked to do them first`,
    );
}

async function claim(work: Workshop, epoch: bigint, attempt: number, signal?: AbortSignal): Promise<void> {
  const { host, engine, pool, secrets } = work;
  const of = secrets.of(epoch);
  if (!of) return;
  // Signed and kept long before: the signer is asked only if that failed all the time.
  const secret = (await secrets.kept(epoch)) ?? (await signSecret(work.signer, of));
  const { address: signer } = work.signer.hotKey;
  const value = MsgClaimReward.encode({ signer, host, epoch, secret }).finish();
  const { query } = await pool.latest();
  const { gas } = await query.reward.claimCost({ epoch, host });
  await engine.submit(
    {
      key: claimKey(epoch),
      attempt,
      messages: [{ typeUrl: CLAIM_REWARD, value }],
      gas: gasFor(CLAIM_REWARD, 0, gas),
      ...(signer !== host && { granter: host }),
      effect: () => isClaimedOnChain(pool, epoch, host),
    },
    signal,
  );
}

/** Whether the chain's state shows the claim of these messages: the engine's answer to "is it done?", also after a restart. */
export function claimEffect(pool: EndpointPool, messages: readonly EncodedMessage[]): Effect | undefined {
  const [message] = messages;
  if (message?.typeUrl !== CLAIM_REWARD) return undefined;
  const { epoch, host } = MsgClaimReward.decode(message.value);
  return () => isClaimedOnChain(pool, epoch, host);
}
