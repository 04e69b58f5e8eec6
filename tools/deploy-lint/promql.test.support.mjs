// What an expression of PromQL names, by its surface: enough to hold names and labels against what is exported.

/** Words of PromQL that look like names; a name before a parenthesis is a function. */
const WORDS = new Set(
  'sum min max avg count stddev topk bottomk quantile and or unless bool offset inf nan'.split(' '),
);
const GROUPINGS = new Set('by without on ignoring group_left group_right'.split(' '));
const TOKEN = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[a-zA-Z_:][a-zA-Z0-9_:]*|\[[^\]]*\]|[0-9][0-9.a-z]*|=~|!~|!=|\S/g;

/** Names of metrics in an expression, each with the labels of its selector: `[{ name, labels: [{ label, value }] }]`. */
export function selectorsOf(expr) {
  const tokens = expr.match(TOKEN) ?? [];
  const selectors = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (!/^[a-zA-Z_:]/.test(token)) continue;
    if (GROUPINGS.has(token)) {
      if (tokens[at + 1] === '(') at = tokens.indexOf(')', at);
      continue;
    }
    if (WORDS.has(token) || tokens[at + 1] === '(') continue;
    const labels = [];
    if (tokens[at + 1] === '{') {
      const end = tokens.indexOf('}', at);
      for (let from = at + 2; from < end; from += 4)
        labels.push({ label: tokens[from], value: tokens[from + 2].slice(1, -1) });
      at = end;
    }
    selectors.push({ name: token, labels });
  }
  return selectors;
}

/** Labels that an expression groups or joins by. */
export function groupingsOf(expr) {
  return [...expr.matchAll(/\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)/g)].flatMap(([, list]) =>
    list
      .split(',')
      .map((label) => label.trim())
      .filter(Boolean),
  );
}

/** Names whose increase or rate is asked for. */
export function ratedOf(expr) {
  return [...expr.matchAll(/\b(?:increase|rate|irate)\(\s*([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(\{[^}]*\})?\[/g)].map(
    ([, name]) => name,
  );
}

/** Labels in a template: `{{ $labels.x }}` of a rule, `{{x}}` of a legend. */
export function templateLabelsOf(text) {
  return [...text.matchAll(/\{\{\s*(?:\$labels\.)?([a-zA-Z_]\w*)\s*\}\}/g)].map(([, label]) => label);
}
