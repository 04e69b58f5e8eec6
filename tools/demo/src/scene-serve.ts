import { askAll } from './requests.js';
import { epoch, type Story } from './story.js';

/** All Hosts answer; then Host 2 loses its engine and one endpoint; the others go on, and only then commit those answers. */
export async function serve(story: Story): Promise<void> {
  const { world, teller, audit } = story;
  story.answered += await askAll(world.net.nodes, 20, 'first');
  teller.line('requests', `4 Hosts answered ${story.answered} requests by height ${await world.net.height()}`);
  await committed(story);

  await world.hero.processes.engine.kill();
  world.proxy(0).setMode('cut');
  const since = BigInt(await world.net.height());
  teller.line('break', `height ${since}: Host 2's engine killed by SIGKILL, one of its three RPC endpoints cut`);
  // Long before the cutoff: the claim with its own key must not have been made.
  if (story.breakage === 'steal-key') await world.stealKey();
  if (story.breakage === 'stop-chain') {
    for (const i of [1, 2]) world.net.node(i).process.signal('SIGSTOP');
    // Whoever watches the blocks has to end it: Hosts without a chain soon answer nothing.
    await story.until(
      'batches',
      'a story that ends without blocks',
      () => undefined,
      () => 'nothing new',
    );
  }

  const others = world.net.nodes.filter((node) => node !== world.heroNode);
  story.answered += await askAll(others, 80, 'second');
  await committed(story);
  const late = audit
    .batches()
    .filter(({ tx, message }) => tx.code === 0 && tx.height > since && message.epoch === epoch);
  const heights = late.map(({ tx }) => tx.height);
  teller.line(
    'batches',
    `all ${story.answered} answers are on chain; ${late.length} batches of them in blocks ${heights.join(', ')}, after the kill`,
  );
}

async function committed(story: Story): Promise<void> {
  await story.until(
    'batches',
    `${story.answered} records in batches`,
    () => (story.audit.records().committed >= story.answered ? true : undefined),
    () => `${story.audit.records().committed} records`,
    { log: () => story.world.host(0).processes.submitter.tail() },
  );
}
