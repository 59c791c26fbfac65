import { crx } from '@crxjs/vite-plugin';
import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';
import { licencesFile } from './scripts/licences.ts';
import { MANIFESTS } from './scripts/manifest.ts';
import { preciseScript } from './scripts/precise.ts';
import { reportModule } from './scripts/report-template.ts';

/** `vite build` makes dist (Chromium), `vite build --mode firefox` makes dist-firefox. */
export default defineConfig(({ mode }) => ({
  plugins: [
    preact(),
    mode === 'firefox'
      ? crx({ manifest: MANIFESTS.firefox as never, browser: 'firefox' })
      : crx({ manifest: MANIFESTS.chrome as never }),
    reportModule(),
    // Only Chromium's workers read a socket without the page's main thread.
    ...(mode === 'firefox' ? [] : [preciseScript()]),
    licencesFile(),
  ],
  build: {
    outDir: mode === 'firefox' ? 'dist-firefox' : 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // Both browsers know modulepreload; the stand-in for those that do not would fetch.
    modulePreload: { polyfill: false },
    // panel.html is named only in panels.create(), so the manifest does not lead vite to it.
    rollupOptions: { input: { panel: 'panel/panel.html' } },
  },
}));
