import { describe, expect, test } from '@jest/globals';
import { DockerfileParser } from 'dockerfile-ast';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, textOf } from './place.test.support.mjs';
import { wrongWithCall } from './programs.test.support.mjs';

const text = textOf('deploy/image/Containerfile');
const ignored = textOf('deploy/image/Containerfile.dockerignore').split('\n');

/** What is wrong with an image file, one sentence each. */
function lint(source) {
  const file = DockerfileParser.parse(source);
  const instructions = file.getInstructions();
  const of = (keyword) => instructions.filter((one) => one.getKeyword() === keyword);
  const froms = file.getFROMs();
  const last = froms.at(-1);
  const inLast = (one) => one.getRange().start.line > last.getRange().start.line;
  const wrong = [];
  if (froms.length < 2) wrong.push('what builds is also what runs');
  for (const from of froms) {
    if (!/^\d+\.\d+\.\d+/.test(from.getImageTag() ?? '')) wrong.push(`${from.getImage()} is not pinned to a version`);
    if (from.getRegistry()) wrong.push(`${from.getImage()} names a registry`);
  }
  const users = of('USER').filter(inLast);
  if (users.length === 0 || /^(0|root)\b/.test(users.at(-1).getArgumentsContent())) wrong.push('it runs as root');
  if (of('HEALTHCHECK').filter(inLast).length !== 1) wrong.push('nobody can ask whether it is well');
  if (of('ADD').length > 0) wrong.push('ADD fetches and unpacks: COPY says what it does');
  for (const one of [...of('CMD'), ...of('ENTRYPOINT')]) {
    if (!one.getArgumentsContent().startsWith('['))
      wrong.push(`${one.getKeyword()} goes through a shell, which eats SIGTERM`);
  }
  for (const one of [...of('ENV'), ...of('ARG')]) {
    if (/(PASSWORD|SECRET|TOKEN|WEBHOOK|MNEMONIC)\w*=/i.test(one.getArgumentsContent() ?? ''))
      wrong.push('a secret would stay in a layer');
  }
  for (const one of of('COPY').filter(inLast)) {
    if (!/--from=/.test(one.getTextContent())) wrong.push('something that was not built is copied into what runs');
  }
  for (const one of of('RUN')) {
    if (/\b(sudo|curl|wget)\b|npm install\b/.test(one.getArgumentsContent() ?? ''))
      wrong.push('a step has another result each time');
    if (
      /apt-get install/.test(one.getArgumentsContent() ?? '') &&
      !/rm -rf \/var\/lib\/apt/.test(one.getArgumentsContent())
    ) {
      wrong.push('lists of packages stay in a layer');
    }
  }
  return wrong;
}

test('nothing is wrong with the image file', () => {
  expect(lint(text)).toEqual([]);
});

describe('the lint finds', () => {
  test.each([
    ['an image without a version', ['node:24.21.0', 'node:latest'], /is not pinned/],
    ['a registry', ['FROM node:24.21.0-bookworm-slim\n', 'FROM example.org/node:24.21.0\n'], /names a registry/],
    ['root', ['USER 10001:10001\n', ''], /runs as root/],
    ['a missing health check', [/HEALTHCHECK.*\n.*\n/, ''], /well/],
    ['a shell', [/CMD \["pacer-reward.*/, 'CMD pacer-reward-claimer run'], /SIGTERM/],
    ['a secret', ['ENV NODE_ENV=production', 'ENV PACER_PASSWORD=abc'], /secret/],
    ['a step that differs', ['npm ci', 'npm install'], /another result/],
    ['files that were not built', ['COPY --from=build /opt/pacer/apps', 'COPY apps'], /not built/],
  ])('%s', (_name, [from, to], said) => {
    const changed = text.replace(from, to);
    expect(changed).not.toBe(text);
    expect(lint(changed)).toEqual(expect.arrayContaining([expect.stringMatching(said)]));
  });
});

test('it runs a program as it can be called, and checks its health where it listens', () => {
  const command = JSON.parse(/^CMD (\[.*\])$/m.exec(text)[1]);
  expect(wrongWithCall(command[0], command.slice(1))).toEqual([]);
  const port = /HEALTH_URL=http:\/\/127\.0\.0\.1:(\d+)\/healthz/.exec(text)[1];
  expect(textOf('apps', command[0].replace('pacer-', ''), 'src/settings.ts')).toContain(`'127.0.0.1:${port}'`);
});

test('it builds with the Node that the repository has, what there is', () => {
  const { devDependencies } = JSON.parse(textOf('package.json'));
  for (const [, version] of text.matchAll(/^FROM node:(\S+?)-/gm)) expect(version).toBe(devDependencies.node);
  const [, built] = /tsc -b ([^\\\n]+)/.exec(text);
  for (const folder of built
    .trim()
    .split(/\s+/)
    .filter((one) => one.startsWith('apps/')))
    expect(existsSync(join(root, folder, 'tsconfig.json'))).toBe(true);
});

test('no key, password or journal of the machine that builds gets into it', () => {
  for (const pattern of [
    '.git',
    '**/node_modules',
    '**/password*',
    '**/host-key.json',
    '**/*.sqlite*',
    'pacer.toml',
    '**/*.env',
  ]) {
    expect(ignored).toContain(pattern);
  }
});
