import { describe, expect, test } from '@jest/globals';
import { exported, registries } from './agent-metrics.test.support.mjs';
import { textOf } from './place.test.support.mjs';
import { groupingsOf, selectorsOf, templateLabelsOf } from './promql.test.support.mjs';

const dashboard = JSON.parse(textOf('deploy/grafana/pacer-agents.json'));
const known = exported(registries());
const panels = dashboard.panels.filter(({ type }) => type !== 'row');
const targets = panels.flatMap(({ title, targets: some }) => some.map((target) => ({ title, ...target })));

describe.each(targets)('the panel "$title", $refId', ({ expr, legendFormat }) => {
  test('shows what programs export, with labels that there are', () => {
    const selectors = selectorsOf(expr);
    expect(selectors.length).toBeGreaterThan(0);
    const can = new Set();
    for (const { name, labels } of selectors) {
      expect([...known.keys()]).toContain(name);
      const { labels: has, programs } = known.get(name);
      for (const label of has) can.add(label);
      for (const { label, value } of labels) {
        expect([...has]).toContain(label);
        if (label === 'program') expect([...programs]).toContain(value);
      }
    }
    const groups = groupingsOf(expr);
    for (const label of groups) expect([...can]).toContain(label);
    // What is summed away is not there to be written beside a line.
    const left = /\b(by)\s*\(/.test(expr) ? groups : [...can];
    for (const label of templateLabelsOf(legendFormat)) expect(left).toContain(label);
  });
});

test('it has a row for each program, and one for all', () => {
  const rows = dashboard.panels.filter(({ type }) => type === 'row').map(({ title }) => title);
  expect(rows).toEqual([
    'All programs',
    'reward-claimer',
    'artifact-submitter',
    'seed-contributor',
    'sprint-prover',
    'host',
  ]);
});

test('its panels have ids of their own, a data source that is chosen, and do not overlap', () => {
  expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  const cells = new Set();
  for (const { title, gridPos: at, datasource, type } of dashboard.panels) {
    if (type !== 'row') expect([title, datasource.uid]).toEqual([title, '${datasource}']);
    expect(at.x + at.w).toBeLessThanOrEqual(24);
    for (let x = at.x; x < at.x + at.w; x++) {
      for (let y = at.y; y < at.y + at.h; y++) {
        expect([title, cells.has(`${x}/${y}`)]).toEqual([title, false]);
        cells.add(`${x}/${y}`);
      }
    }
  }
  const variables = dashboard.templating.list.map(({ name }) => name);
  for (const [, name] of JSON.stringify(dashboard).matchAll(/\$\{?([a-z]+)\}?/g)) expect(variables).toContain(name);
});
