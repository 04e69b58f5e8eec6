// Writes src/tx/gas-table.ts from proto/gas.json, so that a browser needs no file. Run it after the chain's calibration.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');
const table = JSON.parse(readFileSync(join(root, 'proto/gas.json'), 'utf8'));
const lines = Object.keys(table)
  .sort()
  .map((url) => {
    const { base, perItem, perBatch, perStored } = table[url];
    const parts = Object.entries({ base, perItem, perBatch, perStored }).map(
      ([name, gas]) => `${name}: ${Number(gas)}`,
    );
    return `  '${url}': { ${parts.join(', ')} },\n`;
  });
writeFileSync(
  join(root, 'libs/client/src/tx/gas-table.ts'),
  `// Written by scripts/gas-table.mjs from proto/gas.json. DO NOT EDIT.

/** Gas of a transaction with one message: base + perItem · items + perBatch · batches + perStored · stored. */
export const gasTable = {\n${lines.join('')}} as const;\n`,
);
