import { isClassified } from '../error.js';
import { TxJournal } from './tx-journal.js';

const [stateDir = '', mode] = process.argv.slice(2);
const journal = TxJournal.open({ stateDir, program: 'reward-claimer' });
const intent = {
  messages: [{ typeUrl: '/model.Do', value: new Uint8Array(1000) }],
  gas: 1n,
  granter: undefined,
  wantsEffect: false,
};

if (mode === 'fill') {
  let written = 0;
  try {
    for (; ; written++) journal.intend(`fill/${written}`, 1, intent, 0);
  } catch (error) {
    if (!isClassified(error)) throw error;
    process.stdout.write(JSON.stringify({ code: error.code, retryable: error.retryable, written }));
  }
  process.exit(0);
}

journal.intend('held', 1, intent, 0);
process.stdout.write('held\n');
setInterval(() => undefined, 1000);
