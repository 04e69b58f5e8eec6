import type { AttemptReport, EpochReport } from './report.js';

/** An epoch in a few lines for people. */
export function reportText(report: EpochReport): string {
  const { epoch, state, amount, payout, claimedHeight, assigned, missing, attempts, next, why, deadline, todo } =
    report;
  const earned = amount > 0n ? `, ${amount} upacer${payout ? ` to ${payout}` : ''}` : '';
  const lines = [
    `epoch ${epoch}: ${state}${earned}${claimedHeight === undefined ? '' : `, claimed at height ${claimedHeight}`}`,
  ];
  if (report.absencePpm > 0) lines.push(`  ${absenceText(epoch, report.absencePpm)}`);
  if (assigned !== undefined) lines.push(`  duties: ${assigned} assigned, ${missing ?? 0} missing`);
  for (const attempt of attempts) lines.push(`  ${attemptText(epoch, attempt)}`);
  lines.push(`  next claim: ${next === undefined ? 'none' : next === 'now' ? 'now' : `at height ${next}`} (${why})`);
  if (deadline) {
    const when = deadline.seconds > 0 ? `, in about ${durationText(deadline.seconds)}` : '';
    lines.push(`  deadline: height ${deadline.height}${deadline.exact ? '' : ' at the earliest'}${when}`);
  }
  lines.push(`  to do: ${todo}`);
  return `${lines.join('\n')}\n`;
}

/** Why there is less than the share: §4 takes it for what the Host missed in the epoch in which the beacon of this one was made. */
function absenceText(epoch: bigint, ppm: number): string {
  const round = epoch > 0n ? ` in epoch ${epoch - 1n}` : '';
  return `reduced by ${ppm / 10_000} %: absent from the making of this epoch's beacon${round} (pacer-seed-contributor status)`;
}

function attemptText(epoch: bigint, { attempt, hash, state, height, reason, class: of }: AttemptReport): string {
  const where = height === undefined ? '' : ` at height ${height}`;
  const because = reason === undefined ? '' : `: ${reason}`;
  return `claim/${epoch}#${attempt} ${state}${where}${of === undefined ? '' : ` (${of})`}${because}${hash === undefined ? '' : ` [${hash}]`}`;
}

/** Seconds as people say them. */
export function durationText(seconds: number): string {
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
