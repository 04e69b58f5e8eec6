import type { z } from 'zod';
import { kindOf } from './setting.js';

/**
 * A table with what the environment says instead: `<prefix>_<KEY>` for each key of the schema. An empty variable counts as
 * unset. Lists are separated by commas. What is not a number or truth value stays text, and the schema says so.
 */
export function withEnvironment(
  schema: z.ZodObject,
  table: Record<string, unknown>,
  prefix: string,
  env: Record<string, string | undefined>,
): Record<string, unknown> {
  const merged = { ...table };
  for (const [key, of] of Object.entries(schema.shape)) {
    const text = env[`${prefix}_${key.toUpperCase()}`];
    if (text !== undefined && text !== '') merged[key] = valueOf(text, kindOf(of as z.ZodType));
  }
  return merged;
}

function valueOf(text: string, kind: ReturnType<typeof kindOf>): unknown {
  switch (kind) {
    case 'list':
      return text.split(',').map((item) => item.trim());
    case 'number': {
      const number = Number(text);
      return Number.isNaN(number) ? text : number;
    }
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'text':
      return text;
  }
}
