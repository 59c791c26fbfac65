import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { run, wantsTemplate } from './run.ts';

// A reader that has seen enough (`longpole analyze ... | head`) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
const args = process.argv.slice(2);
// Built when it is asked for, so that it cannot be older than what fills it.
const template = wantsTemplate(args) ? await (await import('../scripts/report-template.ts')).reportTemplate() : '';
const { out, more = [], into, err, code } = run(args, template);
process.stderr.write(err);
try {
  await pipeline(Readable.from([out]), process.stdout, { end: false });
  const pieces = Readable.from(more);
  if (into === undefined) await pipeline(pieces, process.stdout, { end: false });
  else if (into.endsWith('.gz')) await pipeline(pieces, createGzip(), createWriteStream(into));
  else await pipeline(pieces, createWriteStream(into));
  process.exitCode = code;
} catch (error) {
  process.stderr.write(`longpole: ${into}: cannot be written (${(error as NodeJS.ErrnoException).code ?? error})\n`);
  process.exitCode = 1;
}
