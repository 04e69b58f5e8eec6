import { z } from 'zod';

/**
 * A setting with the example that every error about it shows.
 * @param schema what is accepted
 * @param example its value as TOML, such as `"pacer-1"` or `["http://a:26657", "http://b:26657"]`
 */
export function setting<T extends z.ZodType>(schema: T, example: string): T {
  return schema.meta({ example });
}

/** The example of a setting. Every setting has one: the program's settings are checked for it when they are defined. */
export function exampleOf(schema: z.ZodType): string | undefined {
  const example = schema.meta()?.example;
  return typeof example === 'string' ? example : undefined;
}

/** What a text from the environment has to become for this setting. */
export function kindOf(schema: z.ZodType): 'text' | 'list' | 'number' | 'boolean' {
  let inner: z.ZodType = schema;
  while (inner instanceof z.ZodDefault || inner instanceof z.ZodOptional || inner instanceof z.ZodPrefault) {
    inner = inner.unwrap() as z.ZodType;
  }
  if (inner instanceof z.ZodArray) return 'list';
  if (inner instanceof z.ZodNumber) return 'number';
  if (inner instanceof z.ZodBoolean) return 'boolean';
  return 'text';
}
