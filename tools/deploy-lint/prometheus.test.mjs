import { describe, expect, test } from '@jest/globals';
import { ALERTS } from '@pacer/agent';
import { parse } from 'yaml';
import { exported, registries } from './agent-metrics.test.support.mjs';
import { anchorsOf, textOf } from './place.test.support.mjs';
import { groupingsOf, ratedOf, selectorsOf, templateLabelsOf } from './promql.test.support.mjs';

const { groups } = parse(textOf('deploy/prometheus/alerts.yml'));
const rules = groups.flatMap((group) => group.rules);
const manual = anchorsOf(textOf('docs/operate.md'));
const all = registries();
const known = exported(all);

describe.each(rules)('the rule $alert', ({ alert, expr, labels, annotations, ...rest }) => {
  test('asks for what programs export, with labels that there are', () => {
    const selectors = selectorsOf(expr);
    expect(selectors.length).toBeGreaterThan(0);
    const can = new Set();
    for (const { name, labels: asked } of selectors) {
      expect([...known.keys()]).toContain(name);
      for (const label of known.get(name).labels) can.add(label);
      for (const { label } of asked) expect([...known.get(name).labels]).toContain(label);
    }
    for (const label of groupingsOf(expr)) expect([...can]).toContain(label);
    for (const label of templateLabelsOf(Object.values(annotations).join(' '))) expect([...can]).toContain(label);
  });

  test('names programs, alerts and states that there are', () => {
    for (const { name, labels: asked } of selectorsOf(expr)) {
      for (const { label, value } of asked) {
        if (label === 'program') expect([...known.get(name).programs]).toContain(value);
        if (label === 'alert') expect(Object.keys(ALERTS)).toContain(value);
      }
    }
  });

  test('says how urgent it is, what is the case, and where the manual has it', () => {
    expect(alert).toMatch(/^Pacer[A-Z]\w+$/);
    expect(['info', 'warning', 'critical']).toContain(labels.severity);
    expect(annotations.summary).toMatch(/\S{3}/);
    expect(annotations.description).toMatch(/\.$/);
    const [page, anchor] = annotations.runbook_url.split('#');
    expect(page).toMatch(/\/docs\/operate\.md$/);
    expect([...manual]).toContain(anchor);
    expect(Object.keys(rest).filter((key) => key !== 'for')).toEqual([]);
    if (rest.for !== undefined) expect(rest.for).toMatch(/^\d+[smh]$/);
  });

  test('asks for the increase of counters that are there from the start', async () => {
    for (const name of ratedOf(expr)) {
      expect(known.get(name).type).toBe('counter');
      // A counter that appears with its first count shows no increase.
      for (const program of known.get(name).programs) {
        const { registry } = all.find((one) => one.program === program);
        const hasWindows = name !== 'pacer_windows_missed_total' || program !== 'host';
        if (hasWindows) expect(await registry.metrics()).toMatch(new RegExp(`^${name}(\\{.*\\})? 0$`, 'm'));
      }
    }
  });
});

test('every alert of the programs has a chapter in the manual, and there is a rule for each that leads there', () => {
  const led = new Set(rules.map(({ annotations }) => annotations.runbook_url.split('#')[1]));
  for (const name of Object.keys(ALERTS)) {
    expect([...manual]).toContain(name);
    expect([...led]).toContain(name);
  }
});

test('the jobs that are scraped are the ones that the rules ask for, at the default ports', () => {
  const { scrape_configs: jobs } = parse(textOf('deploy/prometheus/scrape.yml'));
  const asked = rules.flatMap(({ expr }) => selectorsOf(expr)).flatMap(({ labels }) => labels);
  const named = asked.filter(({ label }) => label === 'job').map(({ value }) => value);
  expect(new Set(named)).toEqual(new Set(jobs.map(({ job_name: name }) => name)));
  const ports = jobs
    .flatMap(({ static_configs: some }) => some.flatMap(({ targets }) => targets))
    .map((target) => target.split(':')[1]);
  const settings = ['host', 'artifact-submitter', 'reward-claimer', 'seed-contributor', 'sprint-prover'].map((app) =>
    textOf('apps', app, 'src/settings.ts'),
  );
  expect(ports).toEqual(settings.map((text) => /'127\.0\.0\.1:(\d+)'/.exec(text)[1]));
});
