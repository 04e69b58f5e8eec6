import type { AttemptReport, PaceReport, SprintReport } from './report.js';
import type { Status } from './looking.js';

/** A status in a few lines for people. */
export function statusText(status: Status): string {
  const { height, epoch, now, pace, next, nextWhy, todo, epochs } = status;
  const lines = [`height ${height}, epoch ${epoch}: ${now}`];
  if (pace) lines.push(`  prover: ${paceText(pace)}`);
  lines.push(`  next: ${next}${nextWhy === '' ? '' : `, ${nextWhy}`}`);
  if (todo !== '') lines.push(`  to do: ${todo}`);
  return `${[...lines, ...epochs.flatMap(epochLines)].join('\n')}\n`;
}

/** The same in one line, for a terminal that is watched or a pipe that is read. */
export function statusLine({ height, now, pace, epochs: [current] }: Status): string {
  const work = current ? `, ${current.committed} committed, share of the work ${percent(current.sharePpm)}` : '';
  return `${height}: ${now}${pace ? `, ${shortPace(pace)}` : ''}${work}`;
}

function paceText(pace: PaceReport): string {
  const { prover, threads, restarts, falseHits, failing } = pace;
  const trouble = [
    ...(restarts > 0 ? [`started again ${restarts} times`] : []),
    ...(falseHits > 0 ? [`${falseHits} of its hits were none`] : []),
    ...(failing === '' ? [] : [`not running: ${failing}`]),
  ];
  const what = prover === '' ? 'none yet' : `${prover}, ${threads} threads`;
  return [what, shortPace(pace), ...trouble].join('; ');
}

function shortPace({ rateMilli, megaMacPerSecond, done, found }: PaceReport): string {
  return `${decimal(rateMilli, 3)} nonces/s (${decimal(megaMacPerSecond, 3)} GMAC/s), ${done} nonces, ${found} hits`;
}

function epochLines(report: SprintReport): string[] {
  const { epoch, done, found, committed, total, sharePpm, guilty } = report;
  const { kept, weight, slots, why, attempts, checks, challenges } = report;
  const lines = [`epoch ${epoch}: ${committed} of ${total} nonces of all, ${percent(sharePpm)}`];
  if (done > 0n) lines.push(`  ${found} hits among ${done} nonces`);
  if (guilty) lines.push(`  guilty since height ${guilty.height}: nonce ${guilty.nonce} misses the target`);
  if (why !== '') lines.push(`  nothing committed: ${why}`);
  if (kept) lines.push(`  too few committed: the weights of epoch ${epoch} continue in epoch ${epoch + 1n}`);
  if (weight !== undefined)
    lines.push(`  weight in epoch ${epoch + 1n}: ${percent(weight / 1000n)}, ${slots ?? 0n} slots`);
  lines.push(...attempts.map((one) => `  ${attemptText(one)}`));
  const { hit, miss, unclear } = checks;
  if (hit + miss + unclear > 0) {
    lines.push(`  others: ${hit} nonces computed again are hits, ${miss} miss the target, ${unclear} are unclear`);
  }
  lines.push(...challenges.map((one) => `  ${attemptText(one)}`));
  return lines;
}

function attemptText({ key, attempt, count, hash, state, height, reason, class: of, what }: AttemptReport): string {
  const where = height === undefined ? '' : ` at height ${height}`;
  const because = reason === undefined ? '' : `: ${reason}`;
  const todo = what === undefined ? '' : `; ${what}`;
  const nonces = key.startsWith('work/') ? `, ${count} nonces,` : '';
  return `${key}#${attempt}${nonces} ${state}${where}${of === undefined ? '' : ` (${of})`}${because}${todo}${hash === undefined ? '' : ` [${hash}]`}`;
}

function percent(ppm: bigint): string {
  return `${decimal(ppm, 4)} %`;
}

/** An integer with so many decimal places, without those that are 0 at its end. */
function decimal(value: bigint, places: number): string {
  const digits = value.toString().padStart(places + 1, '0');
  const fraction = digits.slice(-places).replace(/0+$/, '');
  return `${digits.slice(0, -places)}${fraction === '' ? '' : `.${fraction}`}`;
}
