import { Journal } from '@pacer/journal';
import { waitFor } from '@pacer/testing';
import { auditHost, type Finding } from './audit.js';
import { BulkNetwork } from './bulk-network.js';
import { type BulkResult, resultOf } from './bulk-result.js';
import { BulkRun } from './bulk-run.js';
import { drain } from './drain.js';
import { EPOCH } from './duty-source.js';
import { evidenceOf } from './evidence.js';
import { planKills } from './kills.js';
import { type Progress } from './progress.js';
import { watchMemory } from './submitter-watch.js';
import { sum } from './sum.js';
import { underKills } from './under-kills.js';

export interface BulkOptions {
  /** handed over by all Hosts together */
  readonly records: number;
  /** SIGKILLs of submitters and writers */
  readonly kills: number;
  readonly seed: number;
  /** one poisoned item among so many records, and among so many results */
  readonly poisonEvery: number;
  /** of all Hosts together; 0 for as many as they can */
  readonly recordsPerSecond: number;
  readonly progress: Progress;
  readonly signal?: AbortSignal;
  /** kept afterwards; a temporary one by default, removed unless something is wrong */
  readonly dir?: string;
}

/** Blocks of an epoch for so many records: all of a run has to fit before its tail. */
const epochLengthFor = (records: number) => 600 + Math.ceil(records / 100);

/** Hands over records and results in bulk while programs are killed, lets the rest drain undisturbed, and counts on the chain. */
export async function bulk(options: BulkOptions): Promise<BulkResult> {
  const { progress, poisonEvery, records, recordsPerSecond, dir } = options;
  const epochLength = epochLengthFor(records);
  const network = await BulkNetwork.start({
    ...{ records, poisonEvery, recordsPerSecond, epochLength, say: (line) => progress.say(line) },
    ...(dir !== undefined && { dir }),
  });
  let isRight = false;
  try {
    const result = await through(network, epochLength, options);
    isRight = result.findings.length === 0;
    return result;
  } finally {
    await network.stop({ keepFolder: !isRight });
    if (!isRight) progress.say(`the logs and journals of every program are in ${network.net.dir}`);
  }
}

async function through(network: BulkNetwork, epochLength: number, options: BulkOptions): Promise<BulkResult> {
  const { records, kills, poisonEvery, progress, seed } = options;
  const { hosts, tally } = network;
  const { params } = await (await network.witness.latest()).query.inference.params(EPOCH);
  const batchInterval = Number(params.batchInterval);
  progress.say(
    `${records} records, one in ${poisonEvery} poisoned; ${kills} kills; an epoch of ${epochLength} blocks, a batch each ${batchInterval}`,
  );
  const run = new BulkRun(network, options);
  const watching = new AbortController();
  const memory = watchMemory(hosts, watching.signal);
  try {
    await network.startHosts();
    const recordSeconds = await underKills(run, planKills(kills, hosts.length, seed));
    progress.say(
      `${tally.sum('records')} records and ${tally.sum('results')} results are on the chain after ${run.kills.length} kills`,
    );
    const drained = await drain(run);
    await settle(run);
    progress.say('counting on the chain, recomputing every root from the journals');
    const findings = await audit(run);
    watching.abort();
    const measured = { recordSeconds, drain: drained, peaks: await memory, epochLength, batchInterval };
    return resultOf(run, findings, measured);
  } finally {
    watching.abort();
  }
}

/** Until every submitter knows what became of everything. */
async function settle(run: BulkRun): Promise<void> {
  const journals = run.network.hosts.map(({ journal }) => Journal.open(journal));
  const openIn = ({ records, results }: Journal) => {
    const [ofRecords, ofResults] = [records.count(), results.count()];
    return ofRecords.recorded + ofRecords.batched + ofResults.queued + ofResults.in_flight;
  };
  try {
    await run.until(() => sum(journals.map(openIn)) === 0);
  } finally {
    for (const journal of journals) journal.close();
  }
}

async function audit(run: BulkRun): Promise<Finding[]> {
  await waitFor('the last blocks', () => run.look());
  const findings: Finding[] = [];
  for (const host of run.network.hosts) findings.push(...auditHost(await evidenceOf(run.network, run.feed, host)));
  return findings;
}
