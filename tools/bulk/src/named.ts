import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type Named } from './audit.js';
import { type BulkHost } from './bulk-host.js';
import { placeOf } from './chain-tally.js';

/** What `status --json` of a submitter says about what is set aside; u64 are decimal texts. */
export interface StatusAnswer {
  readonly quarantined: {
    readonly records: readonly { readonly requestId: string; readonly reason: string }[];
    readonly results: readonly {
      readonly epoch: string;
      readonly batch: string;
      readonly index: number;
      readonly reason: string;
    }[];
  };
}

export function namedIn({ quarantined: { records, results } }: StatusAnswer): Named {
  return {
    records: new Map(records.map(({ requestId, reason }) => [requestId, reason])),
    results: new Map(
      results.map(({ epoch, batch, index, reason }) => [
        placeOf({ epoch: BigInt(epoch), batchId: BigInt(batch), index }),
        reason,
      ]),
    ),
  };
}

/** Asks the Host's submitter as its operator would. */
export async function readNamed({ programs }: BulkHost): Promise<Named> {
  const [command, args] = programs.command('submitter', ['status', '--json']);
  const { stdout } = await promisify(execFile)(command, args, { maxBuffer: 1 << 28 });
  return namedIn(JSON.parse(stdout) as StatusAnswer);
}
