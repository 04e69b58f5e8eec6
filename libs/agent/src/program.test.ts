import { describe, expect, it } from '@jest/globals';
import { AgentError } from './error.js';
import { agentCommand, ExitError, jsonText, runCommand } from './program.js';

/** Runs a command line and gathers what it wrote. */
async function run(args: string[], action: (options: unknown) => void = () => undefined) {
  const command = agentCommand('pacer-test', 'a test');
  command.command('go').option('--json').action(action);
  command.command('put').command('back').argument('<id>').action(action);
  let out = '';
  let err = '';
  const code = await runCommand(command, args, { out: (text) => (out += text), err: (text) => (err += text) });
  return { code, out, err };
}

describe('the command line', () => {
  it('exits 0 when it did what it was asked', async () => {
    expect(await run(['go'])).toMatchObject({ code: 0 });
    const { code, out } = await run(['--help']);
    expect(code).toBe(0);
    expect(out).toContain('pacer.toml');
  });

  it.each([[['stop']], [['go', '--loud']], [['--config']], [['put', 'back']], [['put', 'back', 'a', '--loud']]])(
    'exits 2 for %j and says so',
    async (args) => {
      const { code, err } = await run(args);
      expect(code).toBe(2);
      expect(err).toContain('error');
    },
  );

  it('exits 2 for settings, 1 for everything else', async () => {
    const settings = await run(['go'], () => {
      throw new AgentError('config-missing', 'rpc is missing');
    });
    expect(settings).toMatchObject({ code: 2, err: 'pacer-test: rpc is missing\n' });
    const other = await run(['go'], () => {
      throw new Error('boom');
    });
    expect(other).toMatchObject({ code: 1, err: 'pacer-test: boom\n' });
    const chosen = await run(['go'], () => {
      throw new ExitError(1);
    });
    expect(chosen).toMatchObject({ code: 1, err: '' });
  });

  it('writes every value as JSON', () => {
    expect(JSON.parse(jsonText({ amount: 2n ** 64n, hash: Uint8Array.of(1, 255) }))).toEqual({
      amount: '18446744073709551616',
      hash: '01ff',
    });
  });
});
