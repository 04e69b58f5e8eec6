import { z } from 'zod';
import type { ProgramSettings } from './load.js';
import { setting } from './setting.js';
import type { SectionName } from './shared.js';

/** Settings that the section of every program may have. */
type CommonShape = {
  listen: z.ZodDefault<z.ZodString>;
  log_level: z.ZodDefault<z.ZodEnum<{ error: 'error'; warn: 'warn'; info: 'info'; debug: 'debug'; trace: 'trace' }>>;
  log_file: z.ZodOptional<z.ZodString>;
};

/**
 * The settings of a program: its own, and `listen` (where /healthz, /readyz and /metrics are served), `log_level`, `log_file`.
 * @param own each made by `setting`, so that every error can show an example
 * @param listen default of `listen`, `address:port`
 */
export function programSettings<T extends z.ZodRawShape>(
  section: SectionName,
  own: T,
  listen: string,
): ProgramSettings<T & CommonShape> {
  const address = z.string().regex(/^.+:\d{1,5}$/, 'is not address:port');
  const common: CommonShape = {
    listen: setting(address.default(listen), `"${listen}"`),
    log_level: setting(z.enum(['error', 'warn', 'info', 'debug', 'trace']).default('info'), '"info"'),
    log_file: setting(z.string().optional(), `"${section}.log"`),
  };
  return { section, settings: z.strictObject({ ...own, ...common }) };
}
