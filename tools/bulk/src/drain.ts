import { type BulkRun } from './bulk-run.js';
import { cpuSeconds } from './measure.js';
import { secondsSince, sum } from './sum.js';

/** How fast results that wait get to the chain. */
export interface Drain {
  readonly results: number;
  /** from the first byte given to the writers until the last is in a block of the witness */
  readonly seconds: number;
  /** of these, until the last was durable in its journal */
  readonly handOverSeconds: number;
  readonly perSecond: number;
  /** used by all four submitters, and by all four validators, meanwhile */
  readonly cpuSeconds: { readonly submitters: number; readonly validators: number };
}

/** Gives the writers the other half of the results at once, and measures until they are on the chain. */
export async function drain(run: BulkRun): Promise<Drain> {
  const { hosts, net, tally } = run.network;
  const cpu = () => ({
    submitters: sum(hosts.map(({ submitter: { pid } }) => cpuOf(pid))),
    validators: sum(net.nodes.map(({ process: { pid } }) => cpuOf(pid))),
  });
  const [before, used, began] = [tally.sum('results'), cpu(), performance.now()];
  run.feed.release();
  let [handOverSeconds, seconds] = [NaN, NaN];
  await run.until(() => {
    if (!run.areResultsDurable()) return false;
    if (Number.isNaN(handOverSeconds)) handOverSeconds = secondsSince(began);
    if (tally.sum('results') < run.feed.drawn) return false;
    seconds = secondsSince(began);
    return true;
  });
  const [results, after] = [tally.sum('results') - before, cpu()];
  return {
    ...{ results, seconds, handOverSeconds, perSecond: results / seconds },
    cpuSeconds: {
      submitters: after.submitters - used.submitters,
      validators: after.validators - used.validators,
    },
  };
}

function cpuOf(pid: number | undefined): number {
  return pid === undefined ? 0 : (cpuSeconds(pid) ?? 0);
}
