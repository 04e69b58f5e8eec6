import type { Attempt, TxStore } from '@pacer/agent';
import type { Duty, EndpointPool, Member, Snapshot, Testimony } from '@pacer/client';
import type { Journal } from '@pacer/journal';
import { RewardState } from '@pacer/proto/reward/v1';
import { claimKey } from './settings.js';
import { claimWindow } from './claim-window.js';
import { claimTestimony } from './claimed.js';
import { DutyBook } from './duty-book.js';
import type { AttemptFacts, DutyState, EpochFacts, Facts } from './facts.js';
import { isClaimed } from './plan.js';
import {
  keyFits,
  knownSecret,
  type KnownSecret,
  type SecretOf,
  type SecretScheme,
  type SecretSigner,
} from './secret.js';

/** Blocks after which a claim that one endpoint shows and others deny is no longer believed. */
const PATIENCE_BLOCKS = 10n;

/** Where facts are read from. */
export interface Sources {
  chainId: string;
  host: string;
  /** undefined for looking on with a key file that does not open */
  signer: SecretSigner | undefined;
  journal: { sigmas: Pick<Journal['sigmas'], 'get'>; duties: Pick<Journal['duties'], 'get'> };
  /** what the engine writes; for looking on, read-only */
  attempts: Pick<TxStore, 'attempts'>;
  pool: EndpointPool;
  /** default: the real one */
  scheme?: Pick<SecretScheme, 'verify'>;
}

/** What is known of an epoch and never changes. */
interface EpochCard {
  of: SecretOf;
  epochLength: bigint;
  start: bigint;
  cutoff: bigint;
  self: Member | undefined;
  members: readonly Member[];
  keyFits: boolean;
}

/** Reads what a plan needs, all of the chain at one height, and remembers what never changes. */
export class FactsReader {
  readonly #sources: Sources;
  readonly #cards = new Map<bigint, EpochCard>();
  readonly #books = new Map<bigint, DutyBook>();
  readonly #secrets = new Map<bigint, { about: string; secret: KnownSecret }>();
  readonly #confirmed = new Set<bigint>();
  readonly #unconfirmedSince = new Map<bigint, bigint>();

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  /** @param snapshot not below the height of any call before */
  async read(snapshot: Snapshot): Promise<Facts> {
    const { height, epoch, blockTimeNs, meanBlockMs, params } = snapshot.status;
    const epochs: EpochFacts[] = [];
    for (const one of epoch > 0n ? [epoch - 1n, epoch] : [epoch]) epochs.push(await this.#epoch(snapshot, one));
    for (const old of this.#books.keys()) if (old + 1n < epoch) this.#books.delete(old);
    return { height, epoch, blockTimeNs, blockMs: meanBlockMs > 0n ? meanBlockMs : params.targetBlockMs, epochs };
  }

  /** What σ of an epoch is signed over, and σ itself: the work journal's if it is of this Host's key. */
  readonly secrets = {
    of: (epoch: bigint): SecretOf | undefined => this.#cards.get(epoch)?.of,
    kept: async (epoch: bigint): Promise<Uint8Array | undefined> => {
      const card = this.#cards.get(epoch);
      return card && (await this.#sigma(card)).bytes;
    },
  };

  async #epoch(snapshot: Snapshot, epoch: bigint): Promise<EpochFacts> {
    const { query, status } = snapshot;
    const { host, attempts, pool } = this.#sources;
    const card = await this.#card(snapshot, epoch);
    const { settled, reward } = await query.reward.settlement({ epoch, host });
    const sigma = await this.#sigma(card);
    const facts: EpochFacts = {
      ...{
        epoch,
        epochLength: card.epochLength,
        window: claimWindow({ ...card, epoch }, status),
        member: card.self !== undefined,
      },
      ...{ keyFits: card.keyFits, sigma: sigma.state, settled, reward: reward.state, amount: reward.amount },
      ...{ settledHeight: reward.settledHeight, claimedHeight: reward.claimedHeight, payout: reward.payout },
      absencePpm: reward.absencePpm,
      ...{ confirmed: false, duties: undefined, attempts: attempts.attempts(claimKey(epoch)).map(attemptFacts) },
    };
    if (isClaimed(facts)) {
      const { proven, against } = await this.#testimony(pool, epoch);
      // While nobody denies it a second node is waited for: another claim would cost a fee, and could only be refused.
      if (proven || against.length === 0 || !this.#isStale(epoch, status.height))
        return { ...facts, confirmed: proven };
      // Others deny it, and have for a while: the chain itself has the last word on another claim.
      facts.reward = RewardState.CLAIMABLE;
    }
    return { ...facts, duties: sigma.bytes && card.self && (await this.#duties(snapshot, card, sigma.bytes)) };
  }

  async #card({ query }: Snapshot, epoch: bigint): Promise<EpochCard> {
    const known = this.#cards.get(epoch);
    // What shows this Host with this key is kept. Anything else is read again: one faulty answer must not cost the epoch.
    if (known?.keyFits) return known;
    const { chainId, host, signer } = this.#sources;
    const [{ schedule, beacon }, { params }, members] = await Promise.all([
      query.epoch.schedule(epoch),
      query.epoch.params(epoch),
      query.host.members(epoch),
    ]);
    const self = members.find((member) => member.host === host);
    const { epochLength } = params;
    const { start, cutoff } = schedule;
    const fits = self !== undefined && (signer === undefined || keyFits(signer, self.keys.bls));
    const card = { of: { chainId, host, epoch, beacon }, epochLength, start, cutoff, self, members, keyFits: fits };
    this.#cards.set(epoch, card);
    return card;
  }

  /** σ of an epoch; decided once for what the work journal has, for it takes a pairing. */
  async #sigma({ of, self }: EpochCard): Promise<KnownSecret> {
    const { journal, signer, scheme } = this.#sources;
    const kept = journal.sigmas.get(of.epoch);
    if (!kept || !self) return { state: 'absent', bytes: undefined };
    const about = [kept, self.keys.bls, of.beacon].map((bytes) => Buffer.from(bytes).toString('hex')).join('/');
    const known = this.#secrets.get(of.epoch);
    if (known?.about === about) return known.secret;
    const secret = await knownSecret(kept, self.keys.bls, of, signer, scheme);
    // One that a signer that was away did not give may be there at the next look.
    if (secret.bytes || !signer) this.#secrets.set(of.epoch, { about, secret });
    return secret;
  }

  async #duties({ query, height }: Snapshot, { of, members }: EpochCard, sigma: Uint8Array): Promise<DutyState> {
    const { epoch } = of;
    const book = this.#books.get(epoch) ?? new DutyBook({ ...of, sigma, members });
    this.#books.set(epoch, book);
    const looked = await book.look(query, height);
    const { journal } = this.#sources;
    const inJournal = (duty: Duty) => journal.duties.get({ epoch, batchId: duty.batch, index: duty.index });
    const known = looked.missing.map((duty) => ({ duty, kept: inJournal(duty) }));
    return {
      ...looked,
      // One that is done too: its result then goes before others.
      unwanted: known.filter(({ kept }) => kept?.reason !== 'claim').map(({ duty }) => duty),
      doneHere: known.filter(({ kept }) => kept?.state === 'done').length,
      lastError: known.find(({ kept }) => kept?.state === 'failed')?.kept?.lastError,
    };
  }

  /** Whether a claim has been denied by others for longer than any healthy one lags. */
  #isStale(epoch: bigint, height: bigint): boolean {
    const since = this.#unconfirmedSince.get(epoch) ?? height;
    this.#unconfirmedSince.set(epoch, since);
    return height - since >= PATIENCE_BLOCKS;
  }

  async #testimony(pool: EndpointPool, epoch: bigint): Promise<Pick<Testimony, 'proven' | 'against'>> {
    if (this.#confirmed.has(epoch)) return { proven: true, against: [] };
    const testimony = await claimTestimony(pool, epoch, this.#sources.host);
    if (testimony.proven) this.#confirmed.add(epoch);
    return testimony;
  }
}

function attemptFacts({ attempt, state, signed, refusal, outcome }: Attempt): AttemptFacts {
  return { attempt, state, hash: signed?.hash, deadlineNs: signed?.deadlineNs, refusal, outcome };
}
