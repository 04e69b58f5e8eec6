import { LogRelay } from './log-relay.js';

function relayed(): { relay: LogRelay; lines: string[]; pass: (ms: number) => void } {
  const lines: string[] = [];
  let now = 5_000;
  const relay = new LogRelay(
    (line) => lines.push(line),
    () => now,
  );
  return { relay, lines, pass: (ms) => (now += ms) };
}

test('hands on lines as they end, and what is left at the end', () => {
  const { relay, lines } = relayed();
  relay.push('no G');
  relay.push('PU\n\nusing the C');
  expect(lines).toEqual(['no GPU', '']);
  expect(relay.lastWords).toBe('no GPU');
  relay.push('PU');
  relay.end();
  expect(lines).toEqual(['no GPU', '', 'using the CPU']);
  expect(relay.lastWords).toBe('using the CPU');
});

test('of a flood the first hundred lines of each second, and how many were left out', () => {
  const { relay, lines, pass } = relayed();
  relay.push('warning\n'.repeat(100_000));
  expect(lines).toHaveLength(100);
  pass(999);
  relay.push('still in that second\n');
  expect(lines).toHaveLength(100);
  expect(relay.lastWords).toBe('still in that second');
  pass(1);
  relay.push('the next second\n');
  expect(lines.slice(100)).toEqual(['(99901 more lines left out)', 'the next second']);
  relay.push('again\n'.repeat(101));
  relay.end();
  expect(lines.slice(-2)).toEqual(['again', '(2 more lines left out)']);
});

test('a line without an end takes no more memory than its last part', () => {
  const { relay, lines } = relayed();
  for (let i = 0; i < 100; i++) relay.push('x'.repeat(1_000));
  relay.push(`${'y'.repeat(10_000)}\n`);
  expect(lines.map((line) => line.length)).toEqual([10_000]);
});
