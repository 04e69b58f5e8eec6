import { feeIn } from './chain-watch.js';

test('reads what the chain took and from whom', () => {
  const attributes = [
    { key: 'fee', value: '150upacer' },
    { key: 'fee_payer', value: 'pacer1a' },
  ];
  expect(feeIn({ code: 5, events: [{ type: 'tx', attributes }] })).toEqual({ fee: 150n, payer: 'pacer1a' });
});

test('one that was refused before its messages has paid nothing', () => {
  expect(feeIn({ code: 18, events: [] })).toEqual({ fee: 0n, payer: '' });
  expect(feeIn({})).toEqual({ fee: 0n, payer: '' });
});
