import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';
import { isClassified } from './error.js';
import { redaction as known, type Redaction } from './redaction.js';

/** The log of an agent: JSON lines for machines, sentences in `msg` for people. */
export type Logger = PinoLogger;

/** Levels that an agent logs at. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug' | 'trace';

/** Where and how much to log. */
export interface LogOptions {
  /** program, in every line */
  program: string;
  level?: LogLevel;
  /** file to append to; default standard error */
  file?: string;
  /** instead of a file or standard error */
  destination?: DestinationStream;
  /** secrets that no line may have; default those of the process */
  redaction?: Redaction;
}

/** Bigints become decimal strings, bytes become their length: nothing in a log line is ever a key or a payload. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
  }
  return value;
}

/** What was thrown and is no error. An object may be one that cannot become a text. */
function textOf(thrown: unknown): string {
  return typeof thrown === 'string' ? thrown : Object.prototype.toString.call(thrown);
}

/** An error for the log: name, code and text of it and of what is underneath, and a stack where nobody expected it. */
function errorFields(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { text: textOf(error) };
  const { name, message, cause } = error;
  return {
    name,
    ...('code' in error && { code: plain(error.code) }),
    text: message,
    ...(!isClassified(error) && { stack: error.stack }),
    ...(cause !== undefined && { cause: errorFields(cause) }),
  };
}

/**
 * Makes the log of a program. Lines are written at once, so that a SIGKILL loses none. Every line passes the redaction on its way
 * out, whatever it was made from: this is the one place.
 */
export function createLogger({ program, level = 'info', file, destination, redaction = known }: LogOptions): Logger {
  const target = destination ?? pino.destination({ dest: file ?? 2, sync: true, mkdir: true });
  return pino(
    {
      level,
      base: { program },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => plain(fields) as Record<string, unknown>,
      },
      serializers: { err: errorFields },
    },
    {
      write: (line: string) => {
        target.write(redaction.line(line));
      },
    },
  );
}

/**
 * Logs an error at the level given if it is classified; at level error with `unclassified: true` if it is not, for then
 * nobody knows yet what it means.
 */
export function logError(
  log: Logger,
  error: unknown,
  what: string,
  fields: object = {},
  level: LogLevel = 'warn',
): void {
  if (isClassified(error)) {
    log[level]({ ...fields, err: error, retryable: error.retryable }, `${what}: ${error.message}`);
  } else {
    log.error(
      { ...fields, err: error, unclassified: true },
      `${what}: ${error instanceof Error ? error.message : textOf(error)}`,
    );
  }
}
