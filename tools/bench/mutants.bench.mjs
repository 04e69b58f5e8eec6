// Breaks the transaction engine on purpose, one way at a time: each has to make a test fail (tools/mutants).
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const main = resolve(import.meta.dirname, '../mutants/main.mjs');
process.exitCode = spawnSync(process.execPath, [main, ...process.argv.slice(2)], { stdio: 'inherit' }).status ?? 1;
