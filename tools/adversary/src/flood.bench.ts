// What a flood of invalid dealings does to block time: the deal window of an epoch with it, against that of the epoch before without.
import { writeFileSync } from 'node:fs';
import { Endpoint } from '@pacer/client';
import { epochEnd } from '@pacer/localnet';
import { MsgDeal } from '@pacer/proto/sprint/v1';
import { Arena } from './arena.js';
import { Flood } from './flood.js';

const DEALINGS = 800;
const WAVE = 20;
const ALLOWED = 1.2;

/** Mean milliseconds between the blocks of a range. */
async function meanBlockMs(endpoint: Endpoint, from: bigint, to: bigint): Promise<number> {
  const [first, last] = await Promise.all([endpoint.block(from), endpoint.block(to)]);
  if (!first || !last) throw new Error(`the node has no blocks ${from} to ${to}`);
  return Number(last.timeNs - first.timeNs) / 1e6 / Number(to - from);
}

const arena = await Arena.start([['contributor'], ['contributor'], ['contributor'], ['contributor']]);
try {
  const endpoint = new Endpoint(arena.node(0).rpc);
  const quiet = (await arena.query.epoch.status()).schedule;
  console.log(`four validators, four contributors: the deal window of epoch 0, without a flood …`);
  await arena.until(quiet.dealClose + 1n);
  // From here on everything that is signed with the fourth Host's key is the flood's; three open the beacon without it.
  await arena.host(3).stop();
  const before = await meanBlockMs(endpoint, quiet.dealOpen, quiet.dealClose);

  await epochEnd(arena.query, 0n);
  const { schedule, epoch } = await arena.query.epoch.status();
  console.log(`the deal window of epoch ${epoch}, with ${WAVE} invalid dealings a block to every node …`);
  const flood = await Flood.prepare(arena, arena.node(3), DEALINGS);
  await arena.until(schedule.dealOpen - 1n);
  const count = await flood.until(schedule.dealClose, WAVE);
  await arena.until(schedule.dealClose + 1n);
  const during = await meanBlockMs(endpoint, schedule.dealOpen, schedule.dealClose);

  await arena.audit.catchUp();
  const flooder = arena.node(3).address;
  const inBlocks = arena.audit.messages(MsgDeal).filter(({ tx, message }) => {
    return message.host === flooder && tx.height >= schedule.start;
  }).length;
  const honest = (await arena.query.sprint.dealStatus(epoch))?.round.dealers;
  const ratio = during / before;
  const result = { beforeMs: before, duringMs: during, ratio, ...count, inBlocks, honest };
  console.log(`without: ${before.toFixed(0)} ms a block, × 1.00`);
  console.log(
    `with:    ${during.toFixed(0)} ms a block, × ${ratio.toFixed(2)} (to be at most × ${ALLOWED.toFixed(2)})`,
  );
  console.log(
    `${count.sent} dealings sent to each of 4 nodes, ${count.refused} refused by all of them, ${inBlocks} in blocks; ${honest} of 3 honest dealers got in`,
  );
  if (process.env.BENCH_RESULT) {
    writeFileSync(process.env.BENCH_RESULT, `${JSON.stringify(result, null, 2)}\n`);
    console.log(`written to ${process.env.BENCH_RESULT}`);
  }
} finally {
  await arena.stop();
}
