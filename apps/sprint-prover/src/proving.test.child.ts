// A prover on a real journal, by the plain reference, until it is killed.
import { createLogger, systemClock } from '@pacer/agent';
import { HitsJournal } from './hits-journal.js';
import { Proving } from './proving.js';
import { host, ReferenceProver, task } from './reference-prover.test.support.js';

const [stateDir = ''] = process.argv.slice(2);
const proving = new Proving({
  ...{ host, journal: HitsJournal.open(stateDir), clock: systemClock, log: createLogger({ program: 'test' }) },
  choice: { open: () => Promise.resolve(new ReferenceProver()) },
  on: { progress: () => undefined, failed: () => undefined },
});
proving.begin(task, 0n, Number.MAX_SAFE_INTEGER);
