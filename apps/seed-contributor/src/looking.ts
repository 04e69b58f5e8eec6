import {
  fileSigner,
  isClassified,
  openKeys,
  openPool,
  readPassword,
  TxJournal,
  type HostSigner,
  type TxStore,
} from '@pacer/agent';
import type { Snapshot } from '@pacer/client';
import type { Participation } from '@pacer/proto/sprint/v1';
import type { ContributorAction, Prepared } from './facts.js';
import { plan } from './plan.js';
import { attemptFacts, FactsReader } from './read-facts.js';
import { epochReport, type EpochReport } from './report.js';
import { PROGRAM, partKey, type ContributorConfig, type Part } from './settings.js';

/** Epochs that a status tells about, the current one among them. */
const EPOCHS = 4n;

/** Where the contributor stands, and what it would do now. */
export interface Status {
  height: bigint;
  epoch: bigint;
  /** undefined for a Host that holds no slot in the epochs told about */
  participation: Participation | undefined;
  /** the latest first */
  epochs: EpochReport[];
  next: ContributorAction[];
}

/** Looks at chain and journal without changing anything, also while the program runs. */
export async function readStatus(config: ContributorConfig): Promise<Status> {
  const { chainId, host } = config;
  const journal = TxJournal.openReadOnly({ stateDir: config.stateDir, program: PROGRAM });
  const attempts: Pick<TxStore, 'attempts'> = journal ?? { attempts: () => [] };
  const pool = openPool(config);
  try {
    // What the running program has computed is not known here: the bytes that were sent last, for they never change.
    const prepared = (key: string): Prepared => {
      const last = attempts.attempts(key).at(-1);
      return { state: 'ready', payload: last === undefined ? '' : attemptFacts(last).payload };
    };
    const reader = new FactsReader({ chainId, host, pool, attempts, prepared, signer: signerOf(config) });
    const facts = await reader.read();
    const epochs: EpochReport[] = [];
    let participation: Participation | undefined;
    const snapshot = await pool.latest();
    for (let epoch = facts.epoch; epoch >= 0n && epoch + EPOCHS > facts.epoch; epoch--) {
      const answers = await readEpoch(snapshot, attempts, { epoch, host });
      participation ??= answers?.shares?.participation;
      if (answers) epochs.push(epochReport(answers, facts));
    }
    return { height: facts.height, epoch: facts.epoch, participation, epochs, next: plan(facts) };
  } finally {
    pool.close();
    journal?.close();
  }
}

async function readEpoch(
  { query: { sprint } }: Pick<Snapshot, 'query'>,
  store: Pick<TxStore, 'attempts'>,
  of: { epoch: bigint; host: string },
) {
  const deal = await sprint.dealStatus(of.epoch);
  if (!deal) return undefined;
  const attempts = (part: Part) => store.attempts(partKey(part, of.epoch)).map(attemptFacts);
  return { deal, shares: await sprint.myShares(of), attempts: { deal: attempts('deal'), open: attempts('open') } };
}

/** A status is worth having without the key file; doctor says what is wrong with it. */
function signerOf(config: ContributorConfig): HostSigner | undefined {
  try {
    return fileSigner(openKeys({ file: config.keyFile, password: readPassword(config.passwordFile) }));
  } catch (error) {
    if (!isClassified(error)) throw error;
    return undefined;
  }
}
