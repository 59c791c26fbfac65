/** The panel's tools for the page, minified as in the extension, with the inspected page of a real panel at the other end. */
import type { Frame } from 'puppeteer';
import { build, type Rolldown } from 'vite';
import type { createPageTools, PageTools } from '../../panel/page/tools.ts';
import { ROOT } from '../../scripts/build.ts';
import { fail, ok, type Result } from '../../src/model/result.ts';
import { clock } from '../../src/platform/clock.ts';

/** As `runInPage` of src/platform/devtools.ts, from outside of the panel. */
export function runFrom(panel: Frame): (code: string) => Promise<Result<unknown>> {
  return async (code) => {
    const [value, problem] = await panel.evaluate(
      (script: string) =>
        new Promise<[unknown, string]>((resolve) => {
          chrome.devtools.inspectedWindow.eval(script, (result: unknown, exception) =>
            resolve([result, exception ? JSON.stringify(exception) : '']),
          );
        }),
      code,
    );
    return problem === '' ? ok(value) : fail(problem);
  };
}

/** Minifying must not tear the functions that go to the page as text out of their kit. */
export async function openPageTools(panel: Frame, onPageOrigin: (listener: () => void) => void): Promise<PageTools> {
  const built = (await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2023',
      minify: true,
      lib: { entry: `${ROOT}panel/page/tools.ts`, formats: ['es'], fileName: 'tools' },
    },
  })) as Rolldown.RolldownOutput[];
  const code = built[0]?.output[0].code ?? '';
  const made: { createPageTools: typeof createPageTools } = await import(
    `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`
  );
  return made.createPageTools({ runInPage: runFrom(panel), clock, onPageOrigin });
}
