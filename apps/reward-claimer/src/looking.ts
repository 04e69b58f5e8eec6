import { existsSync } from 'node:fs';
import { fileSigner, isClassified, openKeys, openPool, readPassword, TxJournal, type HostSigner } from '@pacer/agent';
import { Journal } from '@pacer/journal';
import type { ClaimerAction, Facts } from './facts.js';
import { plan } from './plan.js';
import { FactsReader } from './read-facts.js';
import { epochReport, pastReport, type EpochReport } from './report.js';
import { PROGRAM, type ClaimerConfig } from './settings.js';

/** Where the claimer stands, and what it would do now. */
export interface Status {
  height: bigint;
  epoch: bigint;
  /** the latest first */
  epochs: EpochReport[];
  next: ClaimerAction[];
}

/** Looks at chain and journals without changing anything, also while the program runs. */
export async function readStatus(config: ClaimerConfig): Promise<Status> {
  const { chainId, host } = config;
  const attempts = TxJournal.openReadOnly({ stateDir: config.stateDir, program: PROGRAM });
  const work = existsSync(config.workJournal) ? Journal.open(config.workJournal) : undefined;
  const pool = openPool(config);
  try {
    const nothing = { get: () => undefined };
    const reader = new FactsReader({
      ...{ chainId, host, pool, signer: signerOf(config) },
      journal: work ?? { sigmas: nothing, duties: nothing },
      attempts: attempts ?? { attempts: () => [] },
    });
    const snapshot = await pool.latest();
    const facts: Facts = await reader.read(snapshot);
    const past = (await snapshot.query.reward.claims(host)).filter(({ epoch }) => epoch + 1n < facts.epoch);
    const open = facts.epochs.map((of) => epochReport(facts, of)).reverse();
    return { height: facts.height, epoch: facts.epoch, epochs: [...open, ...past.map(pastReport)], next: plan(facts) };
  } finally {
    pool.close();
    work?.close();
    attempts?.close();
  }
}

/** A status is worth having without the key file; doctor says what is wrong with it. */
function signerOf(config: ClaimerConfig): HostSigner | undefined {
  try {
    return fileSigner(openKeys({ file: config.keyFile, password: readPassword(config.passwordFile) }));
  } catch (error) {
    if (!isClassified(error)) throw error;
    return undefined;
  }
}

/** One action in words, for `--dry-run`. */
export function actionText(action: ClaimerAction): string {
  switch (action.kind) {
    case 'sign-secret':
      return `sign and keep the secret of epoch ${action.epoch}`;
    case 'want-duties':
      return `ask the Host for ${action.duties.length} missing duties of epoch ${action.epoch}`;
    case 'claim':
      return `send claim/${action.epoch}#${action.attempt}`;
  }
}
