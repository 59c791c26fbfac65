import { formatBytes } from '../src/drawing/format.ts';
import type { Decoded } from '../src/formats/amounts.ts';
import { FILE_LIMITS } from '../src/model/limits.ts';

/** What a JSON file that the user chose holds, or all that is wrong with it. */
export async function readJsonFile<T>(file: File, decode: (value: unknown) => Decoded<T>): Promise<Decoded<T>> {
  if (file.size > FILE_LIMITS.settingsBytes)
    return none(`the file is ${formatBytes(file.size)}; at most ${formatBytes(FILE_LIMITS.settingsBytes)} are read`);
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
