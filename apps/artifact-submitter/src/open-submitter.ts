import { AgentMetrics, Monitor, thisMachine, type Agent, type Logger, type Machine } from '@pacer/agent';
import { Journal } from '@pacer/journal';
import type { SubmitterConfig } from './config.js';
import type { SubmitterAction } from './facts.js';
import { feeNeed, MESSAGES } from './fees.js';
import { SubmitterMetrics } from './metrics.js';
import { PROGRAM } from './settings.js';
import { Submitter } from './submitter.js';
import { WINDOWS } from './windows.js';

/**
 * Opens everything that submits: both journals, keys and endpoints, for the one process that may.
 * @throws AgentError, JournalError: what cannot be opened, and what to do about it
 */
export function openSubmitter(
  config: SubmitterConfig,
  log: Logger,
  machine: Machine = thisMachine,
  openJournal: (path: string) => Journal = (path) => Journal.open(path),
): Agent<SubmitterAction> {
  const { host, chainId } = config;
  const closing: (() => void)[] = [];
  const close = (): void => {
    for (const end of closing.splice(0).reverse()) end();
  };
  try {
    const store = machine.openTxJournal({ stateDir: config.stateDir, program: PROGRAM });
    closing.push(() => store.close());
    const journal = openJournal(config.workJournal);
    closing.push(() => journal.close());
    const { hotKey } = machine.openKeys(config);
    const pool = machine.openPool(config);
    closing.push(() => pool.close());
    const metrics = new AgentMetrics(PROGRAM, machine);
    const own = new SubmitterMetrics(metrics);
    const { clock } = machine;
    const monitor = new Monitor({
      ...{ program: PROGRAM, config, clock, log, metrics, pool, windows: WINDOWS, store },
      fees: { pool, plan: { host, signer: hotKey.address, messages: MESSAGES, need: feeNeed } },
    });
    const submitter = new Submitter({ host, chainId, journal, store, pool, hotKey, clock, log, metrics, own, monitor });
    return {
      metrics,
      monitor,
      purpose: `submits batches and results of ${host}`,
      signer: hotKey.address,
      get blockMs() {
        return submitter.blockMs;
      },
      pool,
      plan: (signal) => submitter.plan(signal),
      act: (action, signal) => submitter.act(action, signal),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}
