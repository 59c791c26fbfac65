import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  addedSites,
  BUILT_IN_SITES,
  covers,
  isAllowed,
  patternOf,
  siteName,
  webSites,
} from '../../../src/model/site.ts';

interface Manifest {
  readonly content_scripts: readonly { readonly matches: readonly string[] }[];
}

const manifest: Manifest = JSON.parse(readFileSync(new URL('../../../manifest.json', import.meta.url), 'utf8'));

describe('sites', () => {
  it('are built in as the manifest has them', () => {
    for (const { matches } of manifest.content_scripts) expect(matches).toEqual(BUILT_IN_SITES);
  });

  it.each([
    ['http://10.0.0.5:5678', 'http://10.0.0.5:5678/*', 'http://10.0.0.5/*'],
    ['https://n8n.example.com', 'https://n8n.example.com:443/*', 'https://n8n.example.com/*'],
    ['http://[::1]:3000', 'http://[::1]:3000/*', 'http://[::1]/*'],
    ['http://a.test', 'http://a.test:80/*', 'http://a.test/*'],
  ])('%s has a pattern of its own, which covers it and no other', (origin, exact, host) => {
    expect(patternOf(origin, true)).toBe(exact);
    expect(patternOf(origin, false)).toBe(host);
    expect(covers(exact, origin) && covers(host, origin)).toBe(true);
    expect(covers(exact, 'http://10.0.0.5:5679') || covers(host, 'ftp://10.0.0.5')).toBe(false);
  });

  it.each([
    '',
    'null',
    'chrome://extensions',
    'file://',
    'about:blank',
    'ws://a.test',
    'http://*',
    'http://a b',
    'http://u@a.test',
  ])('%s has none', (origin) => expect(patternOf(origin, true)).toBeUndefined());

  it.each([
    ['<all_urls>', 'https://a.test', true],
    ['*://*/*', 'http://a.test:81', true],
    ['https://*/*', 'http://a.test', false],
    ['*://*.a.test/*', 'http://a.test', true],
    ['*://*.a.test/*', 'http://b.a.test:8', true],
    ['*://*.a.test/*', 'http://ba.test', false],
    ['http://a.test/x*', 'http://a.test', true],
    ['http://a.test:80/*', 'http://a.test', true],
    ['http://a.test:80/*', 'https://a.test', false],
    ['http://a.test:*/*', 'http://a.test:9', true],
    ['file:///*', 'http://a.test', false],
    ['http://a.test/*', 'http://a.test.evil.test', false],
  ])('%s covers %s: %s', (pattern, origin, is) => expect(covers(pattern, origin)).toBe(is));

  it('are allowed as granted', () => {
    const allowed = (origin: string) => isAllowed(origin, BUILT_IN_SITES);
    expect(['http://localhost', 'https://localhost:7777', 'http://127.0.0.1:3000'].every(allowed)).toBe(true);
    expect(['file://localhost', 'http://localhost.evil.test', 'http://10.0.0.1'].some(allowed)).toBe(false);
    expect(isAllowed('http://localhost', [])).toBe(false);
    expect(isAllowed('http://10.0.0.1', ['http://10.0.0.1/*'])).toBe(true);
  });

  it('are read from what a browser lists', () => {
    const listed = ['*://localhost/*', 'https://b.test/*', 'http://a.test/*', 'https://b.test/*', 'file:///*'];
    const web = webSites([...listed, 'moz-extension://x/*']);
    expect(web).toEqual(['*://localhost/*', 'http://a.test/*', 'https://b.test/*']);
    expect(addedSites(web)).toEqual(['http://a.test/*', 'https://b.test/*']);
  });

  it.each([
    ['http://10.0.0.5:5678/*', 'http://10.0.0.5:5678'],
    ['https://n8n.example.com:443/*', 'https://n8n.example.com'],
    ['http://n8n.example.com:443/*', 'http://n8n.example.com:443'],
    ['http://10.0.0.5/*', 'http://10.0.0.5 (every port)'],
    ['*://*.example.com/*', '*://*.example.com'],
    ['<all_urls>', 'all sites'],
    ['*://*/*', 'all sites'],
  ])('%s reads %s', (pattern, words) => expect(siteName(pattern)).toBe(words));
});
