/** Pages with canvases of the real libraries, built by vite in memory. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build, type Rolldown } from 'vite';

export interface CanvasPages {
  /** `/react-flow`, `/vue-flow`, `/lite-graph`; `/framed` holds the first in a frame. */
  readonly url: string;
  close(): Promise<void>;
}

const HERE = fileURLToPath(new URL('.', import.meta.url));
const NAMES = ['react-flow', 'vue-flow', 'lite-graph'];
const STYLE = 'html,body,#root,iframe{margin:0;border:0;width:100%;height:100%;overflow:hidden}';

function pageOf(name: string): string {
  const head = `<!doctype html><title>${name}</title><link rel="icon" href="data:,"><style>${STYLE}</style>`;
  if (name === 'framed') return `${head}<iframe src="/react-flow"></iframe>`;
  return `${head}<link rel="stylesheet" href="/${name}.css"><div id="root"></div><script type="module" src="/${name}.js"></script>`;
}

export async function startCanvasPages(): Promise<CanvasPages> {
  const files = new Map<string, string | Uint8Array>();
  for (const name of NAMES) {
    const built = await build({
      root: HERE,
      configFile: false,
      logLevel: 'error',
      define: { __VUE_OPTIONS_API__: 'true', __VUE_PROD_DEVTOOLS__: 'false' },
      build: { write: false, rollupOptions: { input: `${HERE}${name}.ts`, output: { entryFileNames: `${name}.js` } } },
    });
    for (const part of (built as Rolldown.RolldownOutput).output) {
      const path = part.fileName.endsWith('.css') ? `/${name}.css` : `/${part.fileName}`;
      files.set(path, part.type === 'chunk' ? part.code : part.source);
    }
  }
  const server = createServer(({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://canvas');
    const file = files.get(pathname);
    if (file === undefined) return response.setHeader('content-type', 'text/html').end(pageOf(pathname.slice(1)));
    return response.setHeader('content-type', pathname.endsWith('.css') ? 'text/css' : 'text/javascript').end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
