import { formatBytes } from '../src/drawing/format.ts';
import type { Decoded } from '../src/formats/amounts.ts';

/** The decoders take a thousand entries of a list, of at most a kilobyte each. */
const MOST_BYTES = 4 * 2 ** 20;

/** What a JSON file that the user chose holds, or all that is wrong with it. */
export async function readJsonFile<T>(file: File, decode: (value: unknown) => Decoded<T>): Promise<Decoded<T>> {
  if (file.size > MOST_BYTES)
    return none(`the file is ${formatBytes(file.size)}; at most ${formatBytes(MOST_BYTES)} are read`);
  const text = await file.text().catch(() => undefined);
  if (text === undefined) return none('the file could not be read');
  try {
    return decode(JSON.parse(text));
  } catch (error) {
    return none(`this is not JSON: ${(error as Error).message}`);
  }
}

function none(error: string): Decoded<never> {
  return { ok: false, problems: [{ where: '', error }] };
}
