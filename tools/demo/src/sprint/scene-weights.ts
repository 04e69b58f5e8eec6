import { DemoFailed } from '../failed.js';
import { type Stage } from './stage.js';
import { type Row, sigmas, table } from './table.js';
import { HONEST, NEWCOMER } from './world.js';

const FIRST = [0, 1, 2, HONEST];
/** Four Hosts a run: one in 60,000 runs is that far off by chance. The table says how far it was. */
const MOST_SIGMAS = 4.5;

/** Before any Sprint everybody has the same. */
export async function equal(stage: Stage): Promise<void> {
  const members = await stage.until('start', 'the members of epoch 0', async () => {
    const now = await stage.query.host.members(0n).catch(() => []);
    return now.length > 0 ? now : undefined;
  });
  const threads = FIRST.map((index) => stage.world.threads(index)).join(', ');
  stage.teller.line(
    'start',
    `4 validators with ${members.map(({ slots }) => slots).join(', ')} of 64 slots; their provers have ${threads} threads`,
  );
}

/** The first Sprint: weights and power follow the work. Returns how far the furthest is off, in standard deviations. */
export async function weighed(stage: Stage): Promise<number> {
  const { beaconHeight, computeEnd } = await window(stage, 0n);
  stage.teller.line(
    'sprint',
    `height ${beaconHeight}: the beacon is known, and everybody starts at once; until height ${computeEnd}`,
  );
  await stage.height('sprint', computeEnd + 1n);
  const start = await stage.epoch('epoch', 1n);
  await stage.height('epoch', start + 3n);
  const [target, works, power] = [
    await stage.query.sprint.target(0n),
    await stage.query.sprint.works(0n),
    await stage.power(start + 3n),
  ];
  const proved = await Promise.all(FIRST.map((index) => stage.proved(index, 0n)));
  const rows: Row[] = [];
  for (const [i, index] of FIRST.entries()) {
    const member = await stage.member(index, 1n);
    const address = stage.address(index);
    rows.push({
      ...{ name: stage.world.node(index).name, threads: stage.world.threads(index) },
      ...{ tried: proved[i]?.done ?? 0, found: proved[i]?.found ?? 0 },
      committed: works.find(({ host }) => host === address)?.count ?? 0,
      ...{ weight: member?.weight ?? 0n, power: power.get(address) ?? 0n },
    });
  }
  const goal = target?.sprint.target ?? 0n;
  for (const line of table(rows, goal)) stage.teller.line('sprint', line);
  const worst = Math.max(...rows.map((row) => Math.abs(sigmas(row, goal))));
  check(stage, rows, worst);
  // The one with the least power is killed and stays away: never a third of the power, so that the chain goes on without it.
  const [killed = 0, doubled = 1, forger = 2] = [0, 1, 2].sort((a, b) =>
    Number((rows[a]?.power ?? 0n) - (rows[b]?.power ?? 0n)),
  );
  stage.parts = { killed, doubled, forger };
  return worst;
}

function check(stage: Stage, rows: readonly Row[], worst: number): void {
  const total = rows.reduce((sum, { committed }) => sum + committed, 0);
  for (const [i, row] of rows.entries()) {
    const log = stage.world.host(FIRST[i] ?? HONEST).processes.prover.tail();
    // Largest remainders: less than a slot away from the exact share.
    const exact = (64 * row.committed) / total;
    if (row.committed === 0 || Math.abs(Number(row.power) - exact) >= 1)
      throw new DemoFailed(
        'sprint',
        `${row.name} with power for ${row.committed} of ${total} hits`,
        `${row.power} of 64`,
        log,
      );
  }
  if (!(worst <= MOST_SIGMAS))
    throw new DemoFailed('sprint', `hits within ${MOST_SIGMAS} σ of the work`, `${worst.toFixed(1)} σ`);
}

/** Waits for a Sprint's window. */
export async function window(stage: Stage, epoch: bigint) {
  return stage.until(
    'sprint',
    `the beacon of epoch ${epoch + 1n}`,
    async () => {
      const target = await stage.query.sprint.target(epoch);
      return target && target.beaconHeight > 0n ? target : undefined;
    },
    { timeoutMs: 120_000, log: () => stage.world.host(HONEST).processes.contributor.tail() },
  );
}

/** Two epochs later: who misbehaved or stayed away has nothing, who joined has what it proved. */
export async function later(stage: Stage): Promise<{ newcomer: bigint; honest: bigint; all: bigint }> {
  const start = await stage.epoch('epoch', 2n);
  await stage.height('epoch', start + 3n);
  const power = await stage.power(start + 3n);
  const of = (index: number) => power.get(stage.address(index)) ?? 0n;
  const text = [...power].map(([host, votes]) => `${stage.nameOf(host)} ${votes}`).join(', ');
  if (of(HONEST) === 0n || of(NEWCOMER) === 0n || of(0) + of(1) + of(2) > 0n)
    throw new DemoFailed('epoch', 'power in epoch 2 with the honest Host and the newcomer alone', text);
  stage.teller.line('epoch', `epoch 2, height ${start + 3n}: power ${text}; the others have none`);
  const all = [...power.values()].reduce((sum, votes) => sum + votes, 0n);
  return { newcomer: of(NEWCOMER), honest: of(HONEST), all };
}
