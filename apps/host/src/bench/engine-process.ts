import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const ENGINE = join(import.meta.dirname, '../../../../libs/ml/dist/bin/ref-engine.js');

/** An ML Node as a process of its own, as in production. @throws when it ends instead of listening */
export async function startEngine(model: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const child: ChildProcess = spawn(process.execPath, [ENGINE, '--model', model], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      const [, where] = /"listening":"([^"]+)"/.exec(said) ?? [];
      if (where) resolve(where);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    void ended.then(() => {
      reject(new Error(`the engine ended: ${said}`));
    });
  });
  return {
    url,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
