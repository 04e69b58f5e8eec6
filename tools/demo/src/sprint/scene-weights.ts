import { DemoFailed } from '../failed.js';
import { type Stage } from './stage.js';
import { type Row, table } from './table.js';
import { faultOf, furthest } from './verdict.js';
import { HONEST, NEWCOMER } from './world.js';

const FIRST = [0, 1, 2, HONEST];

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

/** The first Sprint: everybody proves, and with the next epoch there are weights. Returns the height at which they have power. */
export async function proven(stage: Stage): Promise<bigint> {
  const { beaconHeight, computeEnd } = await window(stage, 0n);
  stage.teller.line(
    'sprint',
    `height ${beaconHeight}: the beacon is known, and everybody starts at once; until height ${computeEnd}`,
  );
  await stage.height('sprint', computeEnd + 1n);
  const start = await stage.epoch('epoch', 1n);
  await stage.height('epoch', start + 3n);
  const power = await stage.power(start + 3n);
  // The one with the least power is killed and stays away: never a third of the power, so that the chain goes on without it.
  const [killed = 0, doubled = 1, forger = 2] = [0, 1, 2].sort((a, b) =>
    Number((power.get(stage.address(a)) ?? 0n) - (power.get(stage.address(b)) ?? 0n)),
  );
  stage.parts = { killed, doubled, forger };
  return start + 3n;
}

/** Weights and power follow the work. Returns how far the furthest is off, in standard deviations. */
export async function weighed(stage: Stage, height: bigint): Promise<number> {
  const [target, works, power] = [
    await stage.query.sprint.target(0n),
    await stage.query.sprint.works(0n),
    await stage.power(height),
  ];
  const proved = await Promise.all(FIRST.map((index) => stage.proved(index, 0n)));
  const rows: Row[] = [];
  for (const [i, index] of FIRST.entries()) {
    const member = await stage.member(index, 1n);
    const address = stage.address(index);
    const work = works.find(({ host }) => host === address);
    rows.push({
      ...{ name: stage.world.node(index).name, threads: stage.world.threads(index) },
      ...{ tried: proved[i]?.done ?? 0, found: proved[i]?.found ?? 0 },
      ...{ committed: work?.count ?? 0, inTime: Number(work?.lastNonce ?? 0n) },
      ...{ weight: member?.weight ?? 0n, power: power.get(address) ?? 0n },
    });
  }
  const goal = target?.sprint.target ?? 0n;
  for (const line of table(rows, goal)) stage.teller.line('sprint', line);
  check(stage, rows, goal);
  return furthest(rows, goal);
}

function check(stage: Stage, rows: readonly Row[], target: bigint): void {
  const fault = faultOf(rows, target);
  if (!fault) return;
  const log = stage.world.host(FIRST[fault.row] ?? HONEST).processes.prover.tail();
  throw new DemoFailed('sprint', fault.expected, fault.found, log);
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
    { timeoutMs: 600_000, log: () => stage.world.host(HONEST).processes.contributor.tail() },
  );
}

/** Two epochs later: who misbehaved or stayed away has nothing, who joined has what it proved. */
export async function later(stage: Stage): Promise<{ newcomer: bigint; honest: bigint; all: bigint }> {
  const start = await stage.epoch('epoch', 2n);
  await stage.height('epoch', start + 3n);
  const [power, works] = [await stage.power(start + 3n), await stage.query.sprint.works(1n)];
  const of = (index: number) => power.get(stage.address(index)) ?? 0n;
  const text = [...power].map(([host, votes]) => `${stage.nameOf(host)} ${votes}`).join(', ');
  if (of(HONEST) === 0n || of(NEWCOMER) === 0n || of(0) + of(1) + of(2) > 0n)
    throw new DemoFailed('epoch', 'power in epoch 2 with the honest Host and the newcomer alone', text);
  const count = (index: number) => works.find(({ host }) => host === stage.address(index))?.count ?? 0;
  const exact = (64 * count(NEWCOMER)) / (count(NEWCOMER) + count(HONEST));
  if (Math.abs(Number(of(NEWCOMER)) - exact) >= 1)
    throw new DemoFailed('epoch', `power ${exact.toFixed(1)} for the newcomer's ${count(NEWCOMER)} hits`, text);
  stage.teller.line('epoch', `epoch 2, height ${start + 3n}: power ${text}; the others have none`);
  const all = [...power.values()].reduce((sum, votes) => sum + votes, 0n);
  return { newcomer: of(NEWCOMER), honest: of(HONEST), all };
}
