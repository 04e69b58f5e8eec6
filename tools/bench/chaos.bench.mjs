// Real agents on a real local network in a storm of faults: `npm run bench -- chaos [--minutes 15] [--seed 1]`. Prints per fault how
// often it was injected and what it struck, windows missed, deliveries lost and doubled, and times to resume, all counted on the
// chain; ends with 1 when anything was lost or doubled. docs/faults.md is the catalogue.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const program = resolve(import.meta.dirname, '../chaos/dist/main.js');
process.exitCode = spawnSync(process.execPath, [program, ...process.argv.slice(2)], { stdio: 'inherit' }).status ?? 1;
