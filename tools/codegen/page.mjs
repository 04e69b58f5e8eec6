// A page of the manual as a list of things to do: its fenced code blocks, in order.

/**
 * Blocks of a Markdown text: { language, title, text }. `title=path` after the language names the file that a block is.
 * A reader does with them what a test does: `diff` is an edit, a titled block is a new file, `sh` is typed in, `text` is
 * what the `sh` before it prints.
 */
export function blocksOf(markdown) {
  return [...markdown.matchAll(/^```(\w+)(?: title=(\S+))?\n([\s\S]*?)^```$/gm)].map(([, language, title, text]) => ({
    language,
    title,
    text,
  }));
}
