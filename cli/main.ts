import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { run } from './run.ts';

// A reader that has seen enough (`longpole analyze ... | head`) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
const { out, more = [], into, err, code } = run(process.argv.slice(2));
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
