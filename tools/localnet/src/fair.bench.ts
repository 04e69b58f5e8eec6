// Do Hosts with equal cores get equal weights? `npm run bench -- fair [--epochs 20]`: two Hosts, each with its node and agents on a core
// of its own, run the Sprint of every epoch on a real network. Cores of one machine are not equally free, so the Hosts swap them after each
// epoch. Prints what each tried, found and committed, and how far they are apart in standard deviations of counts that are equal but for
// chance. Hits are held against nonces tried as well, which tells the Sprint's doing from the machine's.
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { parseArgs, promisify } from 'node:util';
import { Endpoint, pacerQuery } from '@pacer/client';
import { type Genesis, prepareLocalNet, waitFor } from '@pacer/testing';
import { differences } from './differences.js';
import type { HostPrograms } from './host-programs.js';
import { hostProgramsOf } from './host-programs-of.js';
import { ownCores, pin } from './pin.js';

const { values } = parseArgs({ options: { epochs: { type: 'string', default: '20' } } });
const epochs = BigInt(values.epochs);

/** Epochs of half a minute with a window of ten seconds, and about a hundred hits for each Host in it. */
const TIME = { epoch_length: '70', tail: '8', deal_close: '22', sprint_span: '36', compute_span: '24' };
const GOAL = '200';

const run = promisify(execFile);
const cores = ownCores();
if (cores.length < 2) throw new Error(`this bench gives each of two Hosts a core, and may use ${cores.length}`);
const net = await prepareLocalNet({
  validators: 2,
  onStep: (line) => console.log(line),
  editGenesis: ({ app_state: state }: Genesis) => {
    Object.assign((state.epoch as { params: Record<string, unknown> }).params, TIME);
    Object.assign((state.sprint as { params: Record<string, unknown> }).params, { goal: GOAL });
  },
});
const hosts = await hostProgramsOf(net);
const query = pacerQuery(new Endpoint(net.node(0).rpc));

interface Proved {
  readonly tried: number;
  readonly found: number;
}

/** What a Host's prover says of its work in an epoch. */
async function provedBy(host: HostPrograms, epoch: bigint): Promise<Proved> {
  const [command, args] = host.command('prover', ['status', '--json']);
  const { epochs: all } = JSON.parse((await run(command, [...args])).stdout) as {
    epochs: { epoch: string; done: string; found: number }[];
  };
  const one = all.find((each) => BigInt(each.epoch) === epoch);
  return { tried: Number(one?.done ?? 0), found: one?.found ?? 0 };
}

/** Each Host and all that it runs on a core of its own, which is the other one in the next epoch. */
function separate(epoch: bigint): void {
  for (const [i, node] of net.nodes.entries())
    for (const { pid } of [node.process, ...Object.values(hosts[i]?.processes ?? {})])
      if (pid !== undefined) pin(pid, cores[(i + Number(epoch)) % 2] ?? 0);
}

const counts: number[][] = [];
const sums = net.nodes.map(() => ({ tried: 0, expected: 0, found: 0 }));
try {
  await Promise.all(hosts.map((host) => host.start(['contributor', 'prover'])));
  await net.start();
  separate(0n);
  for (let epoch = 0n; epoch < epochs; epoch++) {
    await waitFor(`epoch ${epoch + 1n}`, async () => ((await query.epoch.status()).epoch > epoch ? true : undefined), {
      timeoutMs: 300_000,
    });
    separate(epoch + 1n);
    const [works, target] = [await query.sprint.works(epoch), await query.sprint.target(epoch)];
    const members = await query.host.members(epoch + 1n);
    const proved = await Promise.all(hosts.map((host) => provedBy(host, epoch)));
    const p = Number(target?.sprint.target ?? 0n) / 2 ** 64;
    for (const [i, sum] of sums.entries()) {
      const { tried, found } = proved[i] ?? { tried: 0, found: 0 };
      sum.tried += tried;
      sum.expected += tried * p;
      sum.found += found;
    }
    const row = net.nodes.map(({ address }) => works.find(({ host }) => host === address)?.count ?? 0);
    counts.push(row);
    const slots = net.nodes.map(({ address }) => members.find(({ host }) => host === address)?.slots ?? 0n);
    const kept = target?.sprint.kept === true ? ', kept' : '';
    console.log(
      `epoch ${epoch}: tried ${proved.map((one) => one.tried).join(', ')}; found ${proved.map((one) => one.found).join(', ')}; ` +
        `committed ${row.join(', ')}; slots in epoch ${epoch + 1n} ${slots.join(', ')}${kept}`,
    );
  }
} finally {
  await Promise.all(hosts.map((host) => host.stop()));
  await net.stop();
}

const { pairs, beyond, compared } = differences(counts);
for (const [i, { tried, expected, found }] of sums.entries()) {
  const off = (found - expected) / Math.sqrt(expected);
  console.log(`host${i + 1}: ${tried} nonces, ${found} hits, ${off.toFixed(2)} σ from what so many bring`);
}
for (const { a, b, total, sigmas } of pairs)
  console.log(`host${a + 1} and host${b + 1}: committed ${total.join(' and ')} in all, ${sigmas.toFixed(2)} σ apart`);
console.log(`${beyond} of ${compared} pairs of one epoch are more than 3 σ apart; by chance 1 in 370`);
const result = process.env.BENCH_RESULT;
if (result !== undefined)
  writeFileSync(result, `${JSON.stringify({ counts, sums, pairs, beyond, compared }, undefined, 2)}\n`);
