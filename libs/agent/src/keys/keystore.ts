import { createDecipheriv, createHash, scryptSync, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { AgentError } from '../error.js';
import { Secret } from '../secret.js';

const hexOf = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`));

/** The parts of EIP-2335 that the network uses: scrypt, SHA-256 as checksum, AES-128 in counter mode. */
const keystore = z.object({
  version: z.literal(4),
  crypto: z.object({
    kdf: z.object({
      function: z.literal('scrypt'),
      params: z.object({
        dklen: z.literal(32),
        n: z
          .int()
          .min(2)
          .max(2 ** 20)
          .refine((n) => (n & (n - 1)) === 0, 'is not a power of two'),
        r: z.int().min(1).max(32),
        p: z.int().min(1).max(16),
        salt: z.string().regex(/^([0-9a-f]{2})+$/),
      }),
      message: z.literal(''),
    }),
    checksum: z.object({ function: z.literal('sha256'), params: z.object({}), message: hexOf(32) }),
    cipher: z.object({
      function: z.literal('aes-128-ctr'),
      params: z.object({ iv: hexOf(16) }),
      message: z.string().regex(/^([0-9a-f]{2})+$/),
    }),
  }),
});

/**
 * Decrypts a key file (EIP-2335, §1). The password is normalised as EIP-2335 says: NFKD, without control characters.
 * @param json content of the file
 * @returns the secret
 * @throws AgentError `key-file-malformed`, `key-file-password` (also for a changed byte: the checksum covers both)
 */
export function decryptKeystore(json: string, password: string): Secret {
  const { kdf, checksum, cipher } = parseKeystore(json);
  const { dklen, n, r, p, salt } = kdf.params;
  const key = scryptSync(normalised(password), Buffer.from(salt, 'hex'), dklen, {
    N: n,
    r,
    p,
    maxmem: 256 * n * r + 2 ** 20,
  });
  const encrypted = Buffer.from(cipher.message, 'hex');
  const expected = createHash('sha256').update(key.subarray(16, 32)).update(encrypted).digest();
  if (!timingSafeEqual(expected, Buffer.from(checksum.message, 'hex'))) {
    throw new AgentError(
      'key-file-password',
      'the password does not open the key file: check password_file, or restore the key file',
    );
  }
  const decipher = createDecipheriv('aes-128-ctr', key.subarray(0, 16), Buffer.from(cipher.params.iv, 'hex'));
  return new Secret(Buffer.concat([decipher.update(encrypted), decipher.final()]));
}

function parseKeystore(json: string): z.output<typeof keystore>['crypto'] {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    // The cause would quote the file's content.
    throw new AgentError('key-file-malformed', 'the key file is not JSON: use the one that pacerd host init wrote');
  }
  const result = keystore.safeParse(value);
  if (result.success) return result.data.crypto;
  const where = result.error.issues[0]?.path.join('.') ?? '';
  throw new AgentError(
    'key-file-malformed',
    `the key file is not EIP-2335 with scrypt and aes-128-ctr (at ${where || 'its top'}): use the one that pacerd host init wrote`,
  );
}

/** EIP-2335: NFKD, then without C0, C1 and delete. */
function normalised(password: string): Buffer {
  return Buffer.from(password.normalize('NFKD').replace(/\p{Cc}/gu, ''), 'utf8');
}
