// Do Hosts with equal cores get equal weights? `npm run bench -- fair [--epochs 20]`: four Hosts with one thread each run the Sprint of
// every epoch on a real network. Prints what each committed, and how far each two of them are apart in standard deviations of
// counts that are equal but for chance.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Endpoint, pacerQuery } from '@pacer/client';
import { type Genesis, prepareLocalNet, waitFor } from '@pacer/testing';
import { differences } from './differences.js';
import { hostProgramsOf } from './host-programs-of.js';

const { values } = parseArgs({ options: { epochs: { type: 'string', default: '20' } } });
const epochs = BigInt(values.epochs);

/** Epochs of half a minute: the Sprint is as long as the local preset's, what is before it shorter. */
const TIME = { epoch_length: '56', tail: '8', deal_close: '24' };

const net = await prepareLocalNet({
  onStep: (line) => console.log(line),
  editGenesis: ({ app_state: state }: Genesis) => {
    Object.assign((state.epoch as { params: Record<string, unknown> }).params, TIME);
  },
});
const hosts = await hostProgramsOf(net);
const query = pacerQuery(new Endpoint(net.node(0).rpc));
const counts: number[][] = [];
try {
  await Promise.all(hosts.map((host) => host.start(['contributor', 'prover'])));
  await net.start();
  for (let epoch = 0n; epoch < epochs; epoch++) {
    await waitFor(`epoch ${epoch + 1n}`, async () => ((await query.epoch.status()).epoch > epoch ? true : undefined), {
      timeoutMs: 300_000,
    });
    const [works, target] = [await query.sprint.works(epoch), await query.sprint.target(epoch)];
    const members = await query.host.members(epoch + 1n);
    const of = (address: string) => works.find(({ host }) => host === address)?.count ?? 0;
    const row = net.nodes.map(({ address }) => of(address));
    counts.push(row);
    const slots = net.nodes.map(({ address }) => members.find(({ host }) => host === address)?.slots ?? 0n);
    const kept = target?.sprint.kept === true ? ', kept' : '';
    console.log(`epoch ${epoch}: committed ${row.join(', ')}; slots in epoch ${epoch + 1n} ${slots.join(', ')}${kept}`);
  }
} finally {
  await Promise.all(hosts.map((host) => host.stop()));
  await net.stop();
}

const { pairs, beyond, compared } = differences(counts);
for (const { a, b, total, sigmas } of pairs)
  console.log(`host${a + 1} and host${b + 1}: ${total[0]} and ${total[1]} in all, ${sigmas.toFixed(2)} σ apart`);
console.log(`${beyond} of ${compared} pairs of one epoch are more than 3 σ apart; by chance 1 in 370`);
const result = process.env.BENCH_RESULT;
if (result !== undefined)
  writeFileSync(result, `${JSON.stringify({ counts, pairs, beyond, compared }, undefined, 2)}\n`);
