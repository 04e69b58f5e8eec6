import { outcome } from './epoch-outcome.test.support.js';
import { jsonLines, plainText, tableText } from './epoch-text.js';

test('a line for a pipe says all of it in words', () => {
  expect(plainText.line(outcome())).toBe(
    'epoch 0: dealers 4/4 (64/64); closed at 51; openings 4/4 (64/64) at 73–74; δ 0 slots; ' +
      'secret below 51.5625 % of the weight, opened from 51.5625 % on; beacon abababababab; B 74; ' +
      'epoch 1 from 91; upacer settled 100000000000, claimed 75000000000, burned 0',
  );
});

test('what was late and who was absent is seen', () => {
  const late = outcome({ dealers: 3, dealtSlots: 48, extended: true, closeHeight: 63n, lastOpening: 73n });
  expect(plainText.line(late)).toContain(
    'dealers 3/4 (48/64); closed at 63, later than planned; openings 4/4 (64/64) at 73;',
  );
  expect(tableText.line(late)).toContain('63!');
});

test('a table has each figure under its name', () => {
  const line = tableText.line(outcome({ deltaPpm: 1_250_000n }));
  const under = (name: string) => line.slice(tableText.head?.indexOf(name)).split('  ')[0]?.trim();
  expect(['dealers', 'close', 'δ slots', 'secret below', 'B  ', 'next'].map(under)).toEqual([
    ...['4/4 (64/64)', '51', '1.25', '51.5625 %', '74', '91'],
  ]);
});

test('a JSON line has every figure, whole numbers of the chain as text', () => {
  const parsed: unknown = JSON.parse(jsonLines.line(outcome()));
  expect(parsed).toMatchObject({ epoch: '0', dealers: 4, beaconHeight: '74', next: '91', claimed: '75000000000' });
  expect(jsonLines.line(outcome())).not.toContain('\n');
});
