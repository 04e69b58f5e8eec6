import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createLogger, Secret, systemClock, TxJournal, type Machine } from '@pacer/agent';
import { NoEndpointError, secp256k1Signer } from '@pacer/client';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHAIN, hosts, poolOf, truth } from './chain.test.support.js';
import { challengeKey } from './keys.js';
import { challengeOf } from './messages.js';
import { PROGRAM, readConfig } from './settings.js';
import { SprintProver } from './sprint-prover.js';

let dir: string;
let lines: string[];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pacer-prover-'));
  lines = [];
});
afterEach(() => {
  rmSync(dir, { recursive: true });
});

const bytes = new Uint8Array(32).fill(1);

/** A prover of the first Host, on these endpoints, with a program that never gets ready. */
function proverOf(section: string, pool: ReturnType<typeof poolOf>): SprintProver {
  const path = join(dir, 'pacer.toml');
  writeFileSync(
    path,
    `chain_id = "${CHAIN}"
host_address = "${hosts[0]}"
rpc = ["http://a", "http://b"]
key_file = "key.json"
password_file = "password"
state_dir = "state"
work_journal = "work.sqlite"
[sprint_prover]
${section}
`,
  );
  const machine: Machine = {
    ...{ clock: systemClock, processMetrics: false, openPool: () => Object.assign(pool, { close: () => undefined }) },
    openTxJournal: (place) => TxJournal.open(place),
    openKeys: () => ({
      ...{ bls: new Secret(bytes), dealing: new Secret(bytes), hotKey: secp256k1Signer(bytes) },
      signRequest: () => bytes,
    }),
  };
  const log = createLogger({ program: 'test', destination: { write: (line: string) => void lines.push(line) } });
  return new SprintProver(readConfig(path, {}), log, machine, { open: () => new Promise(() => undefined) });
}

test('an attempt that ends counts also when the chain can’t be read after it', async () => {
  const state = { stateDir: join(dir, 'state'), program: PROGRAM };
  const challenge = { epoch: 4n, accused: hosts[1]!, nonce: 14n, challengeGas: 0n };
  const carried = challengeOf({ host: hosts[0]!, signer: hosts[0]! }, challenge);
  const journal = TxJournal.open(state);
  journal.intend(challengeKey(4n, hosts[1]!, 14n), 1, { granter: undefined, wantsEffect: true, ...carried }, 1);
  journal.close();
  const guilty = truth({ otherGuilty: 486n });
  const pool = Object.assign(poolOf(guilty, guilty), {
    atLatest: () => Promise.reject(new NoEndpointError('none', [])),
  });
  const prover = proverOf('', pool);
  await expect(prover.look()).rejects.toBeInstanceOf(NoEndpointError);
  const text = await prover.metrics.registry.metrics();
  expect(text).toMatch(/pacer_prover_challenges_total\{outcome="superseded",program="sprint-prover"\} 1$/m);
  prover.close();
});

test('a reserve that is longer than a quarter of the window is said once', async () => {
  const prover = proverOf('reserve_blocks = 7', poolOf(truth(), truth()));
  await prover.look();
  await prover.look();
  const said = lines.filter((line) => line.includes('reserve_blocks is 7'));
  expect(said).toHaveLength(1);
  expect(said[0]).toContain('the last message is sent 2 before its end');
  prover.close();
});
