import { openPool, systemClock, TxJournal, type TxStore } from '@pacer/agent';
import type { EndpointPool, Snapshot } from '@pacer/client';
import { attemptsAt, challengesIn } from './attempt-facts.js';
import type { Facts, ProvingFacts } from './facts.js';
import { HitsJournal } from './hits-journal.js';
import { challengeKey, sprintKey, workKey } from './keys.js';
import { nextCommit } from './next-commit.js';
import { FactsReader } from './read-facts.js';
import { attemptReport, paceOf, whyNothing, type PaceReport, type SprintReport } from './report.js';
import { choicesOf, PROGRAM, type ProverConfig } from './settings.js';

/** Epochs that a status tells about, the current one among them. */
const EPOCHS = 4n;

/** Where the Host stands, and what comes next. */
export interface Status {
  height: bigint;
  epoch: bigint;
  /** phase of the current Sprint, with the time that is left, in a few words */
  now: string;
  /** blocks in which work can still be committed, and seconds until then by the mean time of a block; undefined outside of the window */
  blocksLeft: bigint | undefined;
  secondsLeft: bigint | undefined;
  /** undefined when nothing was computed for the current epoch */
  pace: PaceReport | undefined;
  /** `now`, a height, or what is waited for */
  next: string;
  nextWhy: string;
  /** what a person should do; empty when the agent goes on by itself */
  todo: string;
  /** the latest first */
  epochs: SprintReport[];
}

/** What is looked at, opened once for as many looks as there are. */
export class Onlooker {
  readonly #config: ProverConfig;
  readonly #pool: EndpointPool;

  constructor(config: ProverConfig) {
    this.#config = config;
    this.#pool = openPool(config);
  }

  /** Looks at chain and journals without changing anything, also while the program runs. */
  async look(): Promise<Status> {
    const { stateDir } = this.#config;
    const journal = TxJournal.openReadOnly({ stateDir, program: PROGRAM });
    const hits = HitsJournal.openReadOnly(stateDir);
    try {
      return await this.#look(journal ?? { attempts: () => [], keys: () => [] }, hits);
    } finally {
      hits?.close();
      journal?.close();
    }
  }

  close(): void {
    this.#pool.close();
  }

  async #look(attempts: Pick<TxStore, 'attempts' | 'keys'>, hits: HitsJournal | undefined): Promise<Status> {
    const { chainId, host, own } = this.#config;
    const pool = this.#pool;
    const proving = (): ProvingFacts => ({ state: 'off' });
    const reader = new FactsReader({
      ...{ chainId, host, attempts, hits, pool, proving, isChecking: () => false, choices: choicesOf(own) },
    });
    const facts = await reader.read();
    const snapshot = await pool.latest();
    const epochs: SprintReport[] = [];
    for (let epoch = facts.epoch; epoch >= 0n && epoch + EPOCHS > facts.epoch; epoch--) {
      const report = await sprintReport(snapshot, { host, attempts, hits, epoch, height: facts.height });
      if (report) epochs.push(report);
    }
    const run = hits?.run(facts.epoch);
    return {
      ...{ height: facts.height, epoch: facts.epoch, ...timeOf(facts), ...nextOf(facts), epochs },
      pace: run && paceOf(run, reader.task(facts.epoch)?.shape, systemClock.now()),
    };
  }
}

/** One look. */
export async function readStatus(config: ProverConfig): Promise<Status> {
  const onlooker = new Onlooker(config);
  try {
    return await onlooker.look();
  } finally {
    onlooker.close();
  }
}

function timeOf({ height, blockMs, sprint }: Facts): Pick<Status, 'now' | 'blocksLeft' | 'secondsLeft'> {
  const { beaconHeight, computeEnd, cutoff, epoch } = sprint;
  const isOpen = beaconHeight > 0n && height < computeEnd;
  const blocksLeft = isOpen ? computeEnd - height : undefined;
  const secondsLeft = blocksLeft === undefined ? undefined : (blocksLeft * blockMs) / 1000n;
  const before = `the Sprint begins when the beacon of epoch ${epoch + 1n} is known, at height ${cutoff} or later`;
  const open = `the Sprint ends in ${blocksLeft ?? 0n} blocks, about ${secondsLeft ?? 0n} s`;
  const now = beaconHeight === 0n ? before : isOpen ? open : `the Sprint ended at height ${computeEnd}`;
  return { now, blocksLeft, secondsLeft };
}

function nextOf(facts: Facts): Pick<Status, 'next' | 'nextWhy' | 'todo'> {
  const next = nextCommit(facts);
  const what = {
    never: 'nothing to commit',
    stopped: 'nothing before somebody acts',
    pending: 'waits',
    now: 'a message now',
  };
  return {
    next: next.kind === 'at' ? `a message at height ${next.height}` : what[next.kind],
    nextWhy: next.why,
    todo: next.kind === 'stopped' ? next.todo : '',
  };
}

interface Of {
  host: string;
  attempts: Pick<TxStore, 'attempts' | 'keys'>;
  hits: HitsJournal | undefined;
  epoch: bigint;
  height: bigint;
}

async function sprintReport({ query, status }: Snapshot, of: Of): Promise<SprintReport | undefined> {
  const { host, hits, epoch, height } = of;
  const target = await query.sprint.target(epoch);
  if (!target) return undefined;
  const works = await query.sprint.works(epoch);
  const own = await query.sprint.work({ epoch, host });
  const work = own?.work;
  const honest = works.filter(({ guiltyHeight }) => guiltyHeight === 0n);
  const total = honest.reduce((sum, { count }) => sum + BigInt(count), 0n);
  const committed = work?.count ?? 0;
  const isGuilty = work !== undefined && work.guiltyHeight > 0n;
  const attempts = attemptsAt(of.attempts, `${sprintKey(epoch)}/`).map((one) =>
    attemptReport(workKey(epoch, one.message), one),
  );
  const member =
    epoch < status.epoch ? (await query.host.members(epoch + 1n)).find((one) => one.host === host) : undefined;
  const isOver = target.beaconHeight > 0n && height >= target.computeEnd;
  const notes = hits?.checks(epoch) ?? [];
  const count = (verdict: string): number => notes.filter((one) => one.verdict === verdict).length;
  const run = hits?.run(epoch);
  const challenges = challengesIn(of.attempts, epoch);
  const nothing = { eligible: own?.eligible ?? false, run, attempts };
  return {
    ...{ epoch, committed, total, attempts, kept: target.sprint.kept, done: run?.done ?? 0n, found: run?.found ?? 0 },
    sharePpm: total === 0n || isGuilty ? 0n : (BigInt(committed) * 1_000_000n) / total,
    guilty: isGuilty ? { height: work.guiltyHeight, nonce: work.guiltyNonce } : undefined,
    weight: epoch < status.epoch ? (member?.weight ?? 0n) : undefined,
    slots: epoch < status.epoch ? (member?.slots ?? 0n) : undefined,
    why: committed === 0 && isOver ? whyNothing(nothing) : '',
    checks: { hit: count('hit'), miss: count('miss'), unclear: count('unclear') },
    challenges: works.flatMap(({ host: accused }) =>
      (challenges.get(accused) ?? []).map((one) => attemptReport(challengeKey(epoch, accused, one.nonce), one)),
    ),
  };
}
