import { type BulkHost } from './bulk-host.js';
import { type BulkRun } from './bulk-run.js';
import { killLane, type PlannedKill } from './kills.js';
import { secondsSince } from './sum.js';

/** Shares of records and of results in the work of a Host that kills are planned over. */
const WORK = { records: 0.8, results: 0.2 };

/**
 * Until all records, one half of the results, and all kills are done.
 * @returns seconds until the last record was on the chain; NaN if that never was
 */
export async function underKills(run: BulkRun, planned: readonly PlannedKill[]): Promise<number> {
  const { hosts, tally, duties } = run.network;
  const [began, stop] = [performance.now(), new AbortController()];
  let [isOver, recordSeconds] = [false, NaN];
  const lanes = Promise.all(
    hosts.map((host) =>
      killLane({
        ...{ host, planned: planned.filter(({ place }) => place === host.place), signal: stop.signal },
        // Kills whose share never comes are done at the end: fewer than were asked for would prove less.
        share: () => (isOver ? 1 : shareOf(run, host)),
        open: () => run.open(host),
        killed: (kill) => run.kills.push(kill),
      }),
    ),
  );
  try {
    await run.until(() => {
      const areRecordsIn = tally.sum('records') >= run.good;
      if (areRecordsIn && Number.isNaN(recordSeconds)) recordSeconds = secondsSince(began);
      isOver = duties.isDrawn(run.good) && run.areResultsDurable() && tally.sum('results') >= run.feed.listed;
      return areRecordsIn && isOver && run.kills.length === planned.length;
    });
  } finally {
    stop.abort();
    await lanes;
  }
  return recordSeconds;
}

/** Share of a Host's work that is durable, in [0, 1]. */
function shareOf({ good, network: { duties, hosts } }: BulkRun, host: BulkHost): number {
  const { records, results } = host.said();
  const expected = (good * duties.ratePpm) / 1e6 / 2 / hosts.length;
  return (WORK.records * records) / host.records + WORK.results * Math.min(1, results / Math.max(1, expected));
}
