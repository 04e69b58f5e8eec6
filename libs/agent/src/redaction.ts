const REDACTED = '[redacted]';
/** Secrets shorter than this would be found by chance in half of all lines, and are no secrets either. */
const LEAST_LENGTH = 8;
/** Credentials in a URL: everything between `//` and the last `@` before the path, unless it is gone already. */
const USERINFO = /(\b[a-z][a-z0-9+.-]*:\/\/)(?!\[redacted\]@)[^\s/?#"\\]+@/gi;

/** Secrets that are known, and texts without them. A process has one, `redaction`; tests make their own. */
export class Redaction {
  readonly #forms = new Set<string>();
  #pattern: RegExp | undefined;

  /**
   * Makes a secret known: from then on no log line has it, in whatever encoding of those that programs print. Texts of fewer
   * than 8 characters cannot be told from other text and are not looked for.
   */
  keep(secret: string | Uint8Array): void {
    const before = this.#forms.size;
    for (const form of typeof secret === 'string' ? textForms(secret) : byteForms(secret)) {
      if (form.length >= LEAST_LENGTH) this.#forms.add(form);
    }
    if (this.#forms.size === before) return;
    // The longest first: a form may begin with another.
    const longest = [...this.#forms].sort((a, b) => b.length - a.length);
    this.#pattern = new RegExp(longest.map((form) => form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'), 'g');
  }

  /** The same for a URL whose path and credentials are secrets, such as a webhook's. Its origin is none. */
  keepUrl(text: string): void {
    const url = new URL(text);
    const path = `${url.pathname}${url.search}`;
    for (const part of [text, url.href, path]) if (part !== url.origin && part !== `${url.origin}/`) this.keep(part);
    for (const part of url.pathname.split('/')) if (part.length >= 2 * LEAST_LENGTH) this.keep(part);
    this.keep(url.password);
    this.keep(decodeURIComponent(url.password));
  }

  /** A text without any secret that is known, and without credentials in URLs. */
  text(text: string): string {
    const bare = text.replace(USERINFO, `$1${REDACTED}@`);
    return this.#pattern ? bare.replace(this.#pattern, REDACTED) : bare;
  }

  /**
   * A line of JSON without any of them, still a line of JSON: texts and names in it are redacted one by one. A line that has a
   * secret across its values, such as the numbers of an array, is withheld as a whole.
   */
  line(line: string): string {
    if (!this.#has(line)) return line;
    const end = line.endsWith('\n') ? '\n' : '';
    const value = JSON.parse(line) as Record<string, unknown>;
    const withheld = { level: value.level, time: value.time, msg: 'a line was withheld: it had a secret in it' };
    for (const candidate of [value, withheld]) {
      const clean = JSON.stringify(this.#walk(candidate));
      if (!this.#has(clean)) return clean + end;
    }
    return `{}${end}`;
  }

  #has(text: string): boolean {
    return this.text(text) !== text;
  }

  #walk(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'number') return this.#has(String(value)) ? REDACTED : value;
    if (Array.isArray(value)) return value.map((item) => this.#walk(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [this.text(key), this.#walk(item)]));
  }
}

/** The process's own. */
export const redaction = new Redaction();

/** A text as it is, as JSON escapes it once or twice, and as a part of a URL. */
function textForms(text: string): string[] {
  const once = JSON.stringify(text).slice(1, -1);
  const twice = JSON.stringify(once).slice(1, -1);
  const trimmed = text.trim();
  // Half a surrogate pair has no form in a URL: encodeURIComponent throws.
  const inUrl = /\p{Surrogate}/u.test(text) ? [] : [encodeURIComponent(text)];
  return [text, trimmed, once, twice, ...inUrl, ...byteForms(new TextEncoder().encode(text))];
}

/** Bytes in the encodings that programs print them in. */
function byteForms(bytes: Uint8Array): string[] {
  const buffer = Buffer.from(bytes);
  const hex = buffer.toString('hex');
  const base64 = buffer.toString('base64');
  return [
    ...[hex, hex.toUpperCase(), base64, base64.replace(/=+$/, ''), buffer.toString('base64url')],
    ...[[...bytes].join(','), [...bytes].join(', ')],
    // An array of bytes that was taken for an object.
    [...bytes].map((byte, index) => `"${index}":${byte}`).join(','),
    // What console.log shows of a Buffer.
    hex.replace(/(..)(?=.)/g, '$1 '),
  ];
}
