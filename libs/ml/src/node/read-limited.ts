import { MlError } from '../errors.js';

/** The body as text, refused as soon as it is longer than `limit` bytes: a peer can't fill our memory. */
export async function readLimited(response: Response, limit: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array> | never[]) {
    bytes += chunk.byteLength;
    if (bytes > limit) {
      throw new MlError(
        'response_too_large',
        `the answer of ${response.url} is longer than ${limit} bytes; check the URL`,
      );
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
