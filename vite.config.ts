import { crx } from '@crxjs/vite-plugin';
import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';
import written from './manifest.json' with { type: 'json' };
import packageJson from './package.json' with { type: 'json' };
import { licencesFile } from './scripts/licences.ts';
import { reportModule } from './scripts/report-template.ts';

/** The version stands in package.json only. */
const manifest = { ...written, version: packageJson.version };

/**
 * One manifest, two browsers: `vite build` makes dist (Chromium), `vite build --mode firefox` makes dist-firefox.
 * Firefox has event pages instead of service workers and wants its own id and data declaration.
 */
const { minimum_chrome_version: _chromeOnly, ...shared } = manifest;
const firefox = {
  ...shared,
  background: { scripts: [manifest.background.service_worker], type: 'module' as const },
  browser_specific_settings: {
    gecko: {
      id: 'longpole@longpole.dev',
      strict_min_version: '140.0',
      data_collection_permissions: { required: ['none'] },
    },
  },
};

export default defineConfig(({ mode }) => ({
  plugins: [
    preact(),
    mode === 'firefox'
      ? crx({ manifest: firefox as unknown as typeof manifest, browser: 'firefox' })
      : crx({ manifest: manifest as never }),
    reportModule(),
    licencesFile(),
  ],
  build: {
    outDir: mode === 'firefox' ? 'dist-firefox' : 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // panel.html is named only in panels.create(), so the manifest does not lead vite to it.
    rollupOptions: { input: { panel: 'panel/panel.html' } },
  },
}));
