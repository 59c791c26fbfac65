import { formatBytes } from '../../src/drawing/format.ts';
import { fail, ok, type Result } from '../../src/model/result.ts';

/** What gzip files begin with (RFC 1952). */
const GZIP = [0x1f, 0x8b] as const;

/**
 * The text of a file, unpacked when gzip packed it. `most`: bytes of text at most, packed or not, so that a small file cannot become a
 * large one. A failure says what is wrong with the file.
 */
export async function textOf(file: Blob, most: number): Promise<Result<string>> {
  const tooLarge = fail(`more than ${formatBytes(most)} of text, which is the most that is read`);
  if (file.size > most) return tooLarge;
  const head = await bytesOf(file.slice(0, GZIP.length));
  if (!head) return fail('it cannot be read');
  const packed = GZIP.every((byte, i) => head[i] === byte);
  const bytes = packed ? file.stream().pipeThrough(new DecompressionStream('gzip')) : file.stream();
  const reader = bytes.getReader();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let [text, size] = ['', 0];
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      size += next.value.byteLength;
      if (size > most) {
        await reader.cancel();
        return tooLarge;
      }
      text += decoder.decode(next.value, { stream: true });
    }
    return ok(text + decoder.decode());
  } catch {
    // What the stream and what the decoder throw differs between browsers.
    return fail(packed ? 'damaged: it is not what gzip wrote, or no text is in it' : 'not text in UTF-8');
  }
}

async function bytesOf(part: Blob): Promise<Uint8Array | undefined> {
  return part.arrayBuffer().then(
    (buffer) => new Uint8Array(buffer),
    () => undefined,
  );
}
