import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const manifest = JSON.parse(readFileSync(new URL('../../manifest.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, unknown>
>;

describe('manifest.json', () => {
  it('asks for no more than PRIVACY.md explains', () => {
    expect(manifest.permissions).toEqual(['storage', 'unlimitedStorage', 'alarms', 'scripting', 'activeTab']);
    expect(manifest.optional_host_permissions).toEqual(['*://*/*']);
    expect(manifest.host_permissions).toBeUndefined();
    expect(manifest.optional_permissions).toEqual(['notifications']);
    expect(manifest.web_accessible_resources).toBeUndefined();
    expect(manifest.externally_connectable).toBeUndefined();
  });

  it('lets no page of ours say anything over the network: only the background can, to the collector', () => {
    for (const page of ['panel/panel.html', 'panel/devtools.html', 'popup/popup.html', 'options/options.html']) {
      const html = readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8');
      expect(html, page).toContain(`<meta http-equiv="Content-Security-Policy" content="connect-src 'self'" />`);
    }
  });

  it('lets its pages run no code but its own', () => {
    const { extension_pages } = manifest.content_security_policy as { extension_pages: string };
    expect(extension_pages).toBe(
      "script-src 'self'; object-src 'none'; base-uri 'none'; connect-src 'self' http: https:",
    );
  });
});
