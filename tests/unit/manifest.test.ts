import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MANIFESTS } from '../../scripts/manifest.ts';
import { BUILT_IN_SITES } from '../../src/model/site.ts';

const ROOT = new URL('../../', import.meta.url);

/** All that each browser is asked for and told. What is not here is not in the manifest: no host, no resource for pages, no other extension. */
const MEMBERS = [
  ...['action', 'background', 'content_scripts', 'content_security_policy', 'description', 'devtools_page', 'icons'],
  ...['manifest_version', 'name', 'optional_host_permissions', 'optional_permissions', 'options_ui', 'permissions'],
  'version',
];
const OWN = { chrome: ['minimum_chrome_version'], firefox: ['browser_specific_settings'] };

describe.each(['chrome', 'firefox'] as const)('the manifest for %s', (browser) => {
  const manifest = MANIFESTS[browser];

  it('asks for no more than PRIVACY.md explains', () => {
    expect(manifest.permissions).toEqual(['storage', 'unlimitedStorage', 'alarms', 'scripting', 'activeTab']);
    expect(manifest.optional_permissions).toEqual(['notifications']);
    expect(manifest.optional_host_permissions).toEqual(['*://*/*']);
    const privacy = readFileSync(new URL('PRIVACY.md', ROOT), 'utf8');
    for (const asked of [...manifest.permissions, ...manifest.optional_permissions])
      expect(privacy).toContain(`\`${asked}\``);
  });

  it('has no member by which it could ask for more', () => {
    expect(Object.keys(manifest).sort()).toEqual([...MEMBERS, ...OWN[browser]].sort());
  });

  it('puts scripts into pages of this machine only', () => {
    expect(BUILT_IN_SITES).toEqual(['*://localhost/*', '*://127.0.0.1/*']);
    expect(manifest.content_scripts.map(({ js, matches }) => [js, matches])).toEqual([
      [['content-script/hook.iife.ts'], BUILT_IN_SITES],
      [['content-script/relay.iife.ts'], BUILT_IN_SITES],
    ]);
  });

  it('lets its pages run no code but its own', () => {
    expect(manifest.content_security_policy).toEqual({
      extension_pages: "script-src 'self'; object-src 'none'; base-uri 'none'; connect-src 'self' http: https:",
    });
  });
});

describe('what stores are told', () => {
  it('is that no data is collected', () => {
    expect(MANIFESTS.firefox.browser_specific_settings.gecko.data_collection_permissions).toEqual({
      required: ['none'],
    });
  });
});

describe('pages of ours', () => {
  it('can say nothing over the network: only the background can, to the collector', () => {
    const pages = ['panel', 'popup', 'options'].flatMap((room) =>
      readdirSync(new URL(`${room}/`, ROOT))
        .filter((name) => name.endsWith('.html'))
        .map((name) => `${room}/${name}`),
    );
    expect(pages.sort()).toEqual([
      'options/options.html',
      'panel/devtools.html',
      'panel/panel.html',
      'popup/popup.html',
    ]);
    for (const page of pages) {
      const html = readFileSync(new URL(page, ROOT), 'utf8');
      expect(html, page).toContain(`<meta http-equiv="Content-Security-Policy" content="connect-src 'self'" />`);
    }
  });
});
