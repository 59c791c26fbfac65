/** Builds the script of the precise clock, which no manifest names: registered for the sites where it is switched on. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin, type Rollup } from 'vite';
import { PRECISE_FILE } from '../src/model/site.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MODULE = 'virtual:precise-worker';

/** One classic script in a function. */
async function script(input: string, plugins: readonly Plugin[] = []): Promise<string> {
  const built = await build({
    root: ROOT,
    configFile: false,
    logLevel: 'warn',
    plugins: [...plugins],
    build: {
      write: false,
      target: 'es2023',
      rollupOptions: { input: join(ROOT, input), output: { format: 'iife' } },
    },
  });
  const { output } = (Array.isArray(built) ? built[0] : built) as Rollup.RollupOutput;
  const [chunk] = output;
  if (output.length !== 1 || chunk.type !== 'chunk') throw new Error(`${input} is not one script`);
  return chunk.code.trim();
}

/** The worker's script as a module, for the script that starts it. */
const workerModule: Plugin = {
  name: 'longpole-precise-worker',
  resolveId: (id) => (id === MODULE ? `\0${MODULE}` : null),
  load: async (id) =>
    id === `\0${MODULE}`
      ? `export const source = ${JSON.stringify(await script('content-script/precise/worker.ts'))};`
      : null,
};

/** Adds the script to a build of the extension. */
export function preciseScript(): Plugin {
  return {
    name: 'longpole-precise',
    async generateBundle() {
      const source = await script('content-script/precise.iife.ts', [workerModule]);
      this.emitFile({ type: 'asset', fileName: PRECISE_FILE, source });
    },
  };
}
