import { systemClock } from './clock.js';
import { TxJournal } from './journal/tx-journal.js';
import { createLogger } from './log.js';
import { runLoop } from './loop.js';
import { agentCommand, runCommand } from './program.js';
import { shutdownSignal } from './shutdown.js';

const [stateDir = ''] = process.argv.slice(2);
const log = createLogger({ program: 'stopper' });
const journal = TxJournal.open({ stateDir, program: 'stopper' });
const { signal } = shutdownSignal(log);
let step = 0;

process.exitCode = await runCommand(
  agentCommand('stopper', 'runs until it is told to stop').action(() =>
    runLoop({
      plan: () => Promise.resolve([{ kind: 'write' }]),
      act: async () => {
        const key = `step/${++step}`;
        const intended = journal.intend(key, 1, { messages: [], gas: 1n, granter: undefined, wantsEffect: false }, 0);
        process.stdout.write(`${key}\n`);
        await systemClock.sleep(300);
        journal.finish(intended, { kind: 'superseded' }, 0);
      },
      everyMs: 60_000,
      signal,
      clock: systemClock,
      log,
    }),
  ),
  [],
);
journal.close();
