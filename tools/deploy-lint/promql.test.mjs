import { expect, test } from '@jest/globals';
import { groupingsOf, ratedOf, selectorsOf, templateLabelsOf } from './promql.test.support.mjs';

test.each([
  ['up', [{ name: 'up', labels: [] }]],
  [
    'increase(a_total{code="x", program!="y"}[5m]) > 0',
    [
      {
        name: 'a_total',
        labels: [
          { label: 'code', value: 'x' },
          { label: 'program', value: 'y' },
        ],
      },
    ],
  ],
  [
    'sum by (le, kind) (rate(a_bucket[5m])) / on (kind) b',
    [
      { name: 'a_bucket', labels: [] },
      { name: 'b', labels: [] },
    ],
  ],
  [
    'time() - a > 3h or absent(b{x=~"y.*"})',
    [
      { name: 'a', labels: [] },
      { name: 'b', labels: [{ label: 'x', value: 'y.*' }] },
    ],
  ],
  [
    'a{x="pacer_not_a_metric"} >= 0.8 and a < 1',
    [
      { name: 'a', labels: [{ label: 'x', value: 'pacer_not_a_metric' }] },
      { name: 'a', labels: [] },
    ],
  ],
])('the metrics of %s are found', (expr, selectors) => {
  expect(selectorsOf(expr)).toEqual(selectors);
});

test('groupings, rates and templates are found', () => {
  expect(groupingsOf('sum by (a, b) (x) + on(c) group_left (d) y')).toEqual(['a', 'b', 'c', 'd']);
  expect(ratedOf('increase(a_total{x="y"}[1h]) + rate(b_total[5m]) + c')).toEqual(['a_total', 'b_total']);
  expect(templateLabelsOf('{{ $labels.program }} {{ $value | humanize }} {{alert}}')).toEqual(['program', 'alert']);
});
