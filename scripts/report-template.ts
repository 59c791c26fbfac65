/** Builds the template of the HTML report: script and style of report/ inside report/index.html, and a policy that lets nothing else run. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import preact from '@preact/preset-vite';
import { build, type Plugin, type Rollup } from 'vite';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The text of the template. Rejects with the build's own message. */
export async function reportTemplate(): Promise<string> {
  const built = await build({
    root: ROOT,
    configFile: false,
    logLevel: 'warn',
    plugins: [preact()],
    build: {
      write: false,
      target: 'es2023',
      cssCodeSplit: false,
      rollupOptions: { input: join(ROOT, 'report/main.tsx'), output: { format: 'iife' } },
    },
  });
  const { output } = (Array.isArray(built) ? built[0] : built) as Rollup.RollupOutput;
  const script = output.find((o) => o.type === 'chunk')?.code.trim();
  const style = output.find((o) => o.type === 'asset' && o.fileName.endsWith('.css'));
  if (!script || style?.type !== 'asset' || output.length !== 2)
    throw new Error('the report is not one script and one style');
  return inOneFile(await readFile(join(ROOT, 'report/index.html'), 'utf8'), script, String(style.source).trim());
}

const MODULE = 'virtual:report-template';

/** Gives the template to who imports `virtual:report-template`: as a module, so that nothing has to be fetched. */
export function reportModule(): Plugin {
  return {
    name: 'longpole-report',
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : null),
    load: async (id) =>
      id === `\0${MODULE}` ? `export const template = ${JSON.stringify(await reportTemplate())};` : null,
  };
}

function inOneFile(page: string, script: string, style: string): string {
  // Either would end or hide the script for a parser of HTML; minified code of ours has had neither so far.
  if (/<\/script|<!--|\r/i.test(script) || /<\/style|\r/i.test(style))
    throw new Error('the report cannot be put inline');
  // Functions: in a text, $& and the like would be replaced.
  const put = {
    SCRIPT_HASH: hash(script),
    STYLE_HASH: hash(style),
    STYLE: `<style>${style}</style>`,
    SCRIPT: `<script>${script}</script>`,
  };
  return page.replace(/\b(?:SCRIPT|STYLE)(?:_HASH)?\b/g, (name) => put[name as keyof typeof put]);
}

/** As policies name an inline script or style: by its text. */
function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
