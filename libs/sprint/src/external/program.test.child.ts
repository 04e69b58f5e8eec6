// Opens files until there can be no more, then a prover; prints how that ended.
import { openSync } from 'node:fs';
import { openExternalProver } from './open-external-prover.js';

try {
  for (;;) openSync('/dev/null', 'r');
} catch {
  // As many as there can be.
}
try {
  await openExternalProver('sleep', ['60']);
} catch (error) {
  const { name, code, message } = error as { name: string; code: string; message: string };
  process.stdout.write(JSON.stringify({ name, code, message }));
}
