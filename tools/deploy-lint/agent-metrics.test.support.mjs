import { AgentMetrics, createLogger, Monitor, systemClock, watchedSigner } from '@pacer/agent';
import { SubmitterMetrics, WINDOWS as submitterWindows } from '@pacer/artifact-submitter';
import { HostMetrics } from '@pacer/host';
import { ClaimerMetrics, WINDOWS as claimerWindows } from '@pacer/reward-claimer';
import { ContributorMetrics, WINDOWS as contributorWindows } from '@pacer/seed-contributor';
import { ProverMetrics, WINDOWS as proverWindows } from '@pacer/sprint-prover';

const programs = [
  { program: 'reward-claimer', Own: ClaimerMetrics, windows: claimerWindows },
  { program: 'artifact-submitter', Own: SubmitterMetrics, windows: submitterWindows },
  { program: 'seed-contributor', Own: ContributorMetrics, windows: contributorWindows },
  { program: 'sprint-prover', Own: ProverMetrics, windows: proverWindows },
  { program: 'host', Own: HostMetrics, windows: undefined },
];

/** The registry of each program, as it is when the program has just been started: nothing of it is made up here. */
export function registries() {
  return programs.map(({ program, Own, windows }) => {
    const log = createLogger({ program, destination: { write: () => undefined } });
    const metrics = new AgentMetrics(program);
    new Own(metrics);
    const pool = { health: [], minHeight: 0n };
    const alerts = { webhook: undefined, refireMs: 60_000, deadManMs: undefined };
    const plan = { host: '', signer: '', messages: [], need: () => Promise.resolve(0n) };
    new Monitor({
      ...{ program, config: { host: '', chainId: '', alerts }, clock: systemClock, log, metrics, pool },
      ...(windows && { windows, fees: { pool, plan } }),
    });
    const signer = { hotKey: { address: '', publicKey: new Uint8Array(), sign: () => undefined } };
    watchedSigner(signer, log, metrics.registry);
    return { program, registry: metrics.registry };
  });
}

/** Labels that scraping adds to every metric. */
const OF_SCRAPING = ['job', 'instance', 'program'];

/** Every name that can be asked for, with the labels that it can have: of histograms also `_bucket`, `_sum` and `_count`. */
export function exported(all = registries()) {
  const known = new Map([['up', { type: 'gauge', labels: new Set(['job', 'instance']), programs: new Set() }]]);
  for (const { program, registry } of all) {
    for (const { name, type, labelNames } of registry.getMetricsAsArray()) {
      const suffixes =
        type === 'histogram' ? ['_bucket', '_sum', '_count'] : type === 'summary' ? ['', '_sum', '_count'] : [''];
      for (const suffix of suffixes) {
        const entry = known.get(name + suffix) ?? { type, labels: new Set(OF_SCRAPING), programs: new Set() };
        for (const label of labelNames ?? []) entry.labels.add(label);
        if (suffix === '_bucket') entry.labels.add('le');
        entry.programs.add(program);
        known.set(name + suffix, entry);
      }
    }
  }
  return known;
}
