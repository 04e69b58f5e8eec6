import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root, textOf } from './place.test.support.mjs';

/** Names under which the programs are installed, and their files. */
export const programs = new Map(
  ['host', 'artifact-submitter', 'reward-claimer', 'seed-contributor', 'sprint-prover'].flatMap((app) =>
    Object.entries(JSON.parse(textOf('apps', app, 'package.json')).bin).map(([name, file]) => [
      name,
      join(root, 'apps', app, file),
    ]),
  ),
);

/**
 * What is wrong with a call of a program, by the program's own help: that of the program and that of its command.
 * @param {string} name such as `pacer-host`
 * @param {readonly string[]} args its command first
 */
export function wrongWithCall(name, [command, ...flags]) {
  const file = programs.get(name);
  if (!file) return [`${name} is no program; there are ${[...programs.keys()].join(', ')}`];
  const help = helpOf(file, []) + helpOf(file, [command]);
  const wrong = new RegExp(`^ {2}${command}\\b`, 'm').test(help) ? [] : [`${name} has no command ${command}`];
  for (const flag of flags.filter((one) => one.startsWith('-'))) {
    if (!new RegExp(`^ +(-\\w, )?${flag}\\b`, 'm').test(help)) wrong.push(`${name} ${command} has no option ${flag}`);
  }
  return wrong;
}

const asked = new Map();

function helpOf(file, args) {
  const call = [file, ...args, '--help'];
  const known = asked.get(call.join(' '));
  if (known !== undefined) return known;
  const { status, stdout, stderr } = spawnSync(process.execPath, call, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${call.join(' ')}: ${stderr}`);
  asked.set(call.join(' '), stdout);
  return stdout;
}
