/** What a transaction for each answer costs that an epoch of batches is compared with. */
const compared = ['gas', 'cpu-ms', 'tx-bytes', 'state-bytes', 'disk-bytes'];

/** Sorts the benchmarks of chain/tests/bench/records by what they measure; each of them is its metrics and its name. */
export function readRecords(benchmarks) {
  const of = (name) =>
    benchmarks
      .filter((each) => each.name.startsWith(`${name}/`))
      .map((each) => ({ name: each.name.slice(name.length + 1), ...each.metrics }));
  const blocks = of('FullBlocks');
  return {
    epochs: of('Records')
      .filter((each) => each.records > 0)
      .map((each) => ({ ...each, rate_ppm: Number(/rate=(\d+)/.exec(each.name)[1]) })),
    transactions: benchmarks.find((each) => each.name === 'Transactions').metrics,
    gas: of('Gas'),
    blocks: blocks.filter((each) => each.name !== 'deletions'),
    deletions: blocks.find((each) => each.name === 'deletions'),
  };
}

/** Cost of one answer that has a transaction of its own. */
export function perAnswer(transactions) {
  return Object.fromEntries(compared.map((metric) => [metric, transactions[metric] / transactions.records]));
}

const count = (value) => Math.round(value).toLocaleString('en');
const million = (value) => `${(value / 1e6).toFixed(1)} M`;
const times = (value) => `× ${value < 10 ? value.toFixed(1) : count(value)}`;

/** One line an epoch, and how many times as much a transaction for each of its answers would cost. */
export function epochLines(epochs, each) {
  const lines = ['an epoch, four Hosts, one batch of a Host each interval:'];
  for (const epoch of epochs) {
    const ratios = compared.map((metric) => `${metric} ${times((each[metric] * epoch.records) / epoch[metric])}`);
    lines.push(
      `  ${count(epoch.records)} answers, r = ${epoch.rate_ppm / 10_000} %: ${count(epoch.batches)} batches, ${count(epoch.results)} results,` +
        ` ${million(epoch.gas)} gas, ${(epoch['cpu-ms'] / 1000).toFixed(2)} s CPU, ${count(epoch['tx-bytes'])} bytes of transactions,` +
        ` ${count(epoch['state-bytes'])} of state (on disk, with every version: ${count(epoch['disk-bytes'])})`,
      `    a transaction for each answer: ${ratios.join(', ')}`,
    );
  }
  return lines;
}

/** Nanoseconds of CPU of a unit of gas, and multiples of the first message's. */
export function gasLines(gas) {
  const first = gas[0]['ns/gas'];
  return [
    `CPU of a unit of gas, as a multiple of ${gas[0].name}:`,
    ...gas.map(
      (each) =>
        `  ${each.name}: ${count(each.gas)} gas, ${each['cpu-ms'].toFixed(2)} ms, ${each['ns/gas'].toFixed(1)} ns each: ${times(each['ns/gas'] / first)}`,
    ),
  ];
}

/** Full blocks, and blocks that delete what expired, as multiples of an empty one. */
export function blockLines(blocks, deletions) {
  return [
    'full blocks, 110 Hosts:',
    ...blocks.map(
      (each) =>
        `  ${each.name}: ${count(each.txs)} transactions, ${million(each['gas-limit'])} gas signed, ${million(each.gas)} used, ${count(each.bytes)} bytes,` +
        ` ${count(each['cpu-ms'])} ms CPU: ${times(each['of-empty'])} of an empty block, the next one ${times(each['next-of-empty'])}`,
    ),
    `  deleting ${count(deletions['deletions/block'])} of ${count(deletions.stored)} entries a block: ${count(deletions['cpu-ms'])} ms CPU,` +
      ` ${times(deletions['of-empty'])} of an empty block, ${count(deletions['cpu-us/deletion'])} µs each`,
  ];
}
