import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type Story } from './story.js';

/** What Host 2's reward-claimer shows to its operator: the last attempt with the chain's code. For verdicts, never for checks. */
export async function claimerSays(story: Story): Promise<string> {
  const [command, args] = story.world.hero.command('claimer', ['status']);
  try {
    const { stdout } = await promisify(execFile)(command, [...args], { timeout: 15_000 });
    return stdout.trim();
  } catch (error) {
    return `nothing about it, and reward-claimer status failed: ${(error as Error).message}`;
  }
}
