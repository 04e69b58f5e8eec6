import { EXIT, ExitError, jsonText, type Terminal } from '@pacer/agent';
import { hex } from '@pacer/crypto';
import { dealInWorkers, openInWorker } from '@pacer/crypto/pvss/workers';
import { Argument, type Command } from 'commander';
import { payloadOf } from './payload.js';
import { readPvssFile, theCase } from './pvss-case.js';
import { need, roundOf, verifyFile, type Verdict } from './pvss-verify.js';

const ACTIONS = ['deal', 'open', 'verify'] as const;

interface PvssOptions {
  case?: string;
  json?: boolean;
}

/** Adds `pvss deal|open|verify FILE`: the secret sharing on files, without a chain. */
export function addPvssCommand(command: Command, { out, err }: Terminal, progress: (text: string) => void): void {
  command
    .command('pvss')
    .description('compute a dealing or an opening from a file, or verify one; `-` is standard input')
    .addArgument(new Argument('<action>', 'what to do').choices(ACTIONS))
    .argument('<file>', 'a case, or a file of proto/vectors')
    .option('--case <name>', 'the case of the file that is meant')
    .option('--json', 'as JSON')
    .action(async (action: (typeof ACTIONS)[number], path: string, options: PvssOptions) => {
      if (action === 'verify') {
        tellVerdicts(path, options);
        return;
      }
      const bytes = await (action === 'deal' ? deal : open)(path, options.case);
      const payload = payloadOf(bytes);
      out(options.json ? `${jsonText({ [NAME[action]]: bytes, sha256: payload })}\n` : `${hex(bytes)}\n`);
    });

  async function deal(path: string, name: string | undefined): Promise<Uint8Array> {
    const one = theCase(readPvssFile(path), path, name);
    const onProgress = (done: number, slots: number): void => progress(`${done} of ${slots} slots`);
    const dealing = await dealInWorkers(roundOf(one), need(one, 'dk'), need(one, 'host'), { onProgress });
    progress('');
    return dealing;
  }

  async function open(path: string, name: string | undefined): Promise<Uint8Array> {
    const one = theCase(readPvssFile(path), path, name);
    const [dk, host] = [need(one, 'dk'), need(one, 'host')];
    const sums = { a: need(one, 'a_sums'), y: need(one, 'y_sums') };
    return openInWorker(roundOf(one), dk, host, sums);
  }

  function tellVerdicts(path: string, { case: name, json }: PvssOptions): void {
    const file = readPvssFile(path);
    const verdicts: Verdict[] = [];
    for (const verdict of verifyFile(name === undefined ? file : { cases: [theCase(file, path, name)], refused: [] })) {
      verdicts.push(verdict);
      progress(`${verdicts.length} of ${file.cases.length + file.refused.length} entries`);
    }
    progress('');
    const wrong = verdicts.filter(({ expected }) => !expected);
    if (json) out(`${jsonText(verdicts)}\n`);
    else out(verdictsText(verdicts));
    if (wrong.length === 0) return;
    if (verdicts.length > 1)
      err(`${wrong.length} of ${verdicts.length} entries are not as they should be: ${sentenceOf(wrong[0])}\n`);
    throw new ExitError(EXIT.failed);
  }
}

const NAME = { deal: 'dealing', open: 'opening' } as const;

/** A line a case; refused entries that were refused as they should are counted. */
function verdictsText(verdicts: readonly Verdict[]): string {
  const lines = verdicts.filter(({ accepted, expected }) => accepted || !expected).map(sentenceOf);
  const refused = verdicts.filter(({ accepted, expected }) => !accepted && expected).length;
  if (refused > 0) lines.push(`${refused} entries were refused, as they should be`);
  return `${lines.join('\n')}\n`;
}

function sentenceOf(verdict: Verdict | undefined): string {
  if (!verdict) return '';
  const { name, what, accepted, error, said } = verdict;
  return accepted ? `accepted: ${name}: ${said}` : `refused: ${name}: ${what}/${error ?? ''}: ${said}`;
}
