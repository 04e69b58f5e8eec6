import { Command, CommanderError } from 'commander';
import { AgentError } from './error.js';

/** How a program ends: 0 it did what it was asked, 1 it failed, 2 it was called or configured wrongly. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;

/** Where a program writes, and how it is told how to end. */
export interface Terminal {
  out: (text: string) => void;
  err: (text: string) => void;
}

/** Standard output and standard error. */
export const terminal: Terminal = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
};

/** The command line of an agent: `--config`, which every command takes, and what the program adds. */
export function agentCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .requiredOption('--config <file>', 'the settings of the Host', 'pacer.toml')
    .showHelpAfterError('(--help tells what there is)');
}

/**
 * Parses the arguments, carries out the command and says how to exit.
 * @param command what `agentCommand` made, with its subcommands
 * @param args without node and script
 * @returns the exit code
 */
export async function runCommand(command: Command, args: readonly string[], to: Terminal = terminal): Promise<number> {
  for (const one of withSubcommands(command)) {
    one.exitOverride().configureOutput({ writeOut: to.out, writeErr: to.err });
  }
  try {
    await command.parseAsync(args, { from: 'user' });
    return EXIT.ok;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (error instanceof ExitError) return error.exitCode;
    to.err(`${command.name()}: ${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof AgentError && isUsage(error) ? EXIT.usage : EXIT.failed;
  }
}

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

/** Ends a command with a code after it has said why. */
export class ExitError extends Error {
  override readonly name = 'ExitError';
  readonly exitCode: number;

  constructor(exitCode: number) {
    super(`exit ${exitCode}`);
    this.exitCode = exitCode;
  }
}

function isUsage({ code }: AgentError): boolean {
  return code.startsWith('config-') || code.startsWith('key-file-');
}

/** A value as JSON for `--json`: bigints as decimal text, bytes as hex. */
export function jsonText(value: unknown): string {
  return JSON.stringify(
    value,
    (_key, item: unknown) => {
      if (typeof item === 'bigint') return item.toString();
      if (item instanceof Uint8Array) return Buffer.from(item).toString('hex');
      return item;
    },
    2,
  );
}
