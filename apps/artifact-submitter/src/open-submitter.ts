import { AgentMetrics, openKeys, readPassword, thisMachine, type Agent, type Logger, type Machine } from '@pacer/agent';
import { Journal } from '@pacer/journal';
import type { SubmitterConfig } from './config.js';
import type { SubmitterAction } from './facts.js';
import { SubmitterMetrics } from './metrics.js';
import { PROGRAM } from './settings.js';
import { Submitter } from './submitter.js';

/**
 * Opens everything that submits: both journals, keys and endpoints, for the one process that may.
 * @throws AgentError, JournalError: what cannot be opened, and what to do about it
 */
export function openSubmitter(
  config: SubmitterConfig,
  log: Logger,
  machine: Machine = thisMachine,
): Agent<SubmitterAction> {
  const { host, chainId } = config;
  const closing: (() => void)[] = [];
  const close = (): void => {
    for (const end of closing.splice(0).reverse()) end();
  };
  try {
    const store = machine.openTxJournal({ stateDir: config.stateDir, program: PROGRAM });
    closing.push(() => store.close());
    const journal = Journal.open(config.workJournal);
    closing.push(() => journal.close());
    const { hotKey } = openKeys({ file: config.keyFile, password: readPassword(config.passwordFile) });
    const pool = machine.openPool(config);
    closing.push(() => pool.close());
    const metrics = new AgentMetrics(PROGRAM);
    const own = new SubmitterMetrics(metrics);
    const { clock } = machine;
    const submitter = new Submitter({ host, chainId, journal, store, pool, hotKey, clock, log, metrics, own });
    return {
      metrics,
      purpose: `submits batches and results of ${host}`,
      signer: hotKey.address,
      get blockMs() {
        return submitter.blockMs;
      },
      plan: (signal) => submitter.plan(signal),
      act: (action, signal) => submitter.act(action, signal),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}
