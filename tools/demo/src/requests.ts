import { type LocalNode } from '@pacer/testing';

/** Sends one chat request to a Host and reads the answer. @throws when the Host does not answer it with 200 */
async function ask(node: LocalNode, question: string, temperature: 0 | 1): Promise<void> {
  const answer = await fetch(`${node.hostUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ model: 'pacer/ref-1', messages: [{ role: 'user', content: question }] },
      ...{ max_tokens: 4, temperature },
    }),
    signal: AbortSignal.timeout(60_000),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${node.name} answered ${answer.status}: ${text.slice(0, 200)}`);
  const { choices } = JSON.parse(text) as { choices: { message: { content: string } }[] };
  if (typeof choices[0]?.message.content !== 'string') throw new Error(`${node.name} answered without a choice`);
}

/** Sends `count` requests, spread evenly over Hosts, one at a time per Host; returns how many were answered. */
export async function askAll(nodes: readonly LocalNode[], count: number, label: string): Promise<number> {
  const each = await Promise.all(
    nodes.map(async (node, k) => {
      let answered = 0;
      for (let i = k; i < count; i += nodes.length) {
        await ask(node, `${label} ${i}: how far is it?`, i % 2 === 0 ? 0 : 1);
        answered++;
      }
      return answered;
    }),
  );
  return each.reduce((sum, n) => sum + n, 0);
}
