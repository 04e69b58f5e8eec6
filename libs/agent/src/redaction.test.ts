import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inspect } from 'node:util';
import { createLogger, logError, type Logger } from './log.js';
import { Redaction } from './redaction.js';

function logged(write: (log: Logger) => void, redaction = new Redaction()): string {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  write(createLogger({ program: 'reward-claimer', level: 'trace', destination, redaction }));
  // What is left is still a line of JSON each.
  for (const line of lines) expect(() => JSON.parse(line) as unknown).not.toThrow();
  return lines.join('');
}

/** A secret somewhere in a value: as a text, in a text, as a name, deep down, in an error, in an error's cause. */
const placed = (secret: string) =>
  fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom<unknown>(secret, `before ${secret} after`, { [secret]: 1 }, new Error(`bad: ${secret}`)),
      fc.string().map((text) => `${text}${secret}${text}`),
      fc.constant(new Error('outer', { cause: new TypeError(secret) })),
      fc.constant(new Map([[secret, secret]])),
      fc.constant(JSON.stringify({ inner: JSON.stringify({ secret }) })),
      fc.constant(inspect({ secret })),
      fc.constant(Buffer.from(secret)),
      fc.constant(Buffer.from(secret).toString('base64')),
      fc.constant(Buffer.from(secret).toString('hex')),
      fc.constant({ bytes: [...Buffer.from(secret)] }),
      fc.constant({ data: Object.fromEntries(Buffer.from(secret).entries()) }),
      fc.array(tie('value'), { minLength: 1, maxLength: 3 }),
      fc.dictionary(fc.string(), tie('value'), { minKeys: 1, maxKeys: 3 }),
    ),
  })).value;

const secrets = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 8, maxLength: 40 }),
    fc.string({ unit: 'binary-ascii', minLength: 8, maxLength: 40 }),
    fc.stringMatching(/^[0-9a-f]{64}$/),
    fc.stringMatching(/^[0-9]{8,15}$/),
    fc.constantFrom('"level":"info"', '","msg":"', 'reward-claimer', '\\"\\\\"\\n\\"', '}}}}]]]]'),
  )
  .filter((secret) => secret.trim().length >= 8);

test('a secret that the process knows is in no log line, wherever it was put', () => {
  fc.assert(
    fc.property(
      secrets.chain((secret) => fc.tuple(fc.constant(secret), placed(secret))),
      ([secret, value]) => {
        const redaction = new Redaction();
        redaction.keep(secret);
        const output = logged((log) => {
          log.info({ value }, `says ${secret}`);
          log.warn(value as object);
          log.error({ err: value, [secret]: secret });
          log.child({ who: secret }).info('%s and %j', secret, { secret });
          logError(log, value, 'failed');
          logError(log, new Error(secret, { cause: value }), secret);
        }, redaction);
        const bytes = Buffer.from(secret);
        const forms = [
          secret,
          JSON.stringify(secret).slice(1, -1),
          bytes.toString('hex'),
          bytes.toString('base64'),
          [...bytes].join(','),
        ];
        for (const form of forms) expect(output.includes(form)).toBe(false);
      },
    ),
    { numRuns: 300 },
  );
});

test('credentials in a URL are never shown, known or not', () => {
  const part = fc.stringMatching(/^[A-Za-z0-9%._~!$&'()*+,;=-]{1,20}$/);
  fc.assert(
    fc.property(part, part, fc.boolean(), (user, password, inError) => {
      const url = `https://${user}:${password}@rpc.example.org:443/path`;
      const output = logged((log) => {
        if (inError) logError(log, new Error(`${url}: no answer`), 'failed');
        else log.info({ deep: [{ url }] }, `asks ${url}`);
      });
      expect(output).not.toContain(`${user}:${password}@`);
      expect(output).toContain('//[redacted]@rpc.example.org:443/path');
    }),
  );
});

describe('redaction', () => {
  test('leaves everything else as it is', () => {
    const text = 'asks https://rpc.example.org:443/a@b and mails a@b.example, 100 % of http://127.0.0.1:26657';
    expect(new Redaction().text(text)).toBe(text);
  });

  test('knows the path of a webhook, and its parts, but not the origin', () => {
    const redaction = new Redaction();
    redaction.keepUrl('https://hooks.example.org/services/T000/aVeryLongSecretToken');
    expect(redaction.text('POST https://hooks.example.org/services/T000/aVeryLongSecretToken failed')).toBe(
      'POST [redacted] failed',
    );
    expect(redaction.text('path /services/T000/aVeryLongSecretToken, token aVeryLongSecretToken')).toBe(
      'path [redacted], token [redacted]',
    );
    expect(redaction.text('https://hooks.example.org')).toBe('https://hooks.example.org');
  });

  test('of a text too short to be told from others is not tried', () => {
    const redaction = new Redaction();
    redaction.keep('info');
    expect(redaction.text('info')).toBe('info');
  });
});
