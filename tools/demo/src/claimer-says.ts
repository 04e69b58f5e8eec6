import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { epoch as followed, type Story } from './story.js';

interface Status {
  readonly epochs: readonly {
    readonly epoch: string;
    readonly state: string;
    readonly attempts: readonly { attempt: number; reason?: string }[];
  }[];
}

/**
 * What Host 2's reward-claimer shows to its operator about its last attempt, with the chain's code: a claim that a node refuses never
 * gets into a block, so nobody else can tell. For verdicts, never for checks.
 */
export async function claimerSays(story: Story): Promise<string> {
  const [command, args] = story.world.hero.command('claimer', ['status', '--json']);
  try {
    const { stdout } = await promisify(execFile)(command, [...args], { timeout: 60_000 });
    const epoch = (JSON.parse(stdout) as Status).epochs.find((one) => one.epoch === String(followed));
    const last = epoch?.attempts.at(-1);
    if (last === undefined) return `no claim; reward-claimer status: ${epoch?.state ?? 'nothing'}`;
    return `no claim in a block; claim/${followed}#${last.attempt}: ${last.reason ?? 'no answer yet'}`;
  } catch (error) {
    return `nothing about it, and reward-claimer status failed: ${(error as Error).message}`;
  }
}
