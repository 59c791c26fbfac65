import type { EngineOverrides } from '../src/analysis/engine.ts';
import { createRedactor } from '../src/formats/redact.ts';
import { KEEP_ALL, type Keep } from '../src/model/keep.ts';
import { fail, ok, type Result } from '../src/model/result.ts';
import { EXPORT_FORMATS } from '../src/profiler/export.ts';
import type { Loaded } from './load.ts';
import type { ConvertOptions } from './options.ts';

/** The runs of a file in another format, in pieces that are made as they are asked for. */
export function convert(
  { runs, meta }: Loaded,
  { to, without }: ConvertOptions,
  engines: EngineOverrides,
  template: string,
): Result<Iterable<string>> {
  const format = EXPORT_FORMATS.find(({ id }) => id === to);
  if (!format) return fail(`no such format: ${to}`);
  const keep: Keep = { ...KEEP_ALL, ...Object.fromEntries(without.map((part) => [part, false])) };
  return ok(format.write(runs.map(createRedactor(keep)), { meta, engines, template }));
}
