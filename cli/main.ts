import { run } from './run.ts';

// A reader that has seen enough (`longpole analyze ... | head`) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
const { out, err, code } = run(process.argv.slice(2));
process.stderr.write(err);
process.stdout.write(out, () => {
  process.exitCode = code;
});
