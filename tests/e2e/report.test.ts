/** The HTML report in a browser without the extension and without a network: it draws itself, says what the analysis says, and asks for nothing. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath } from '../../scripts/browser.ts';
import { type Launched, launch } from '../../scripts/launch.ts';
import { reportTemplate } from '../../scripts/report-template.ts';
import { analyse } from '../../src/analysis/analyse.ts';
import { formatDuration, formatMeasured } from '../../src/drawing/format.ts';
import { htmlReport } from '../../src/formats/html/html.ts';
import type { Run } from '../../src/model/run.ts';
import { micros } from '../../src/model/time.ts';
import { buildRun } from '../support/build-run.ts';
import { runsOfCapture } from '../support/offline.ts';
import { large } from '../support/panel-harness/scenes.ts';

let folder: string;
let template: string;
let launched: Launched;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longpole-report-'));
  template = await reportTemplate();
  launched = await launch({ executablePath: chromiumPath() });
});
afterAll(async () => {
  await launched?.close();
  await rm(folder, { recursive: true, force: true });
});

interface Opened {
  readonly page: Page;
  /** Errors, refusals by the policy, and addresses asked for besides the file itself. */
  readonly wrong: string[];
}

/** A report on these runs, opened as a file with the network off. */
async function open(runs: readonly Run[], meta: Parameters<typeof htmlReport>[2] = {}): Promise<Opened> {
  const path = join(folder, 'report.html');
  await writeFile(path, [...htmlReport(template, runs, meta)].join(''));
  const page = await launched.browser.newPage();
  const wrong: string[] = [];
  const file = pathToFileURL(path).href;
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('console', (m) => ['error', 'warn'].includes(m.type()) && wrong.push(m.text()));
  page.on('request', (request) => request.url() !== file && wrong.push(request.url()));
  page.on('dialog', (dialog) => {
    wrong.push(dialog.message());
    void dialog.dismiss();
  });
  await page.setOfflineMode(true);
  await page.goto(file);
  await page.waitForSelector('table[data-table="runs"]');
  return { page, wrong };
}

const textOf = (page: Page, selector: string): Promise<string> =>
  page.$eval(selector, (e) => e.textContent?.replaceAll(/\s+/g, ' ').trim() ?? '');

describe('the HTML report', () => {
  it.each([
    ['nodetool', 't7-regression-12-runs'],
    ['comfyui', 'c1-sync'],
    ['n8n', 'branches'],
  ])('says what the analysis says: %s %s', async (editor, name) => {
    const runs = runsOfCapture(name, editor);
    const { page, wrong } = await open(runs);
    const last = runs.reduce((a, b) => (b.startUs > a.startUs ? b : a));
    const { summary, bottlenecks } = analyse(last);
    expect(await textOf(page, '[data-field="duration"]')).toBe(formatDuration(summary.durationUs));
    const rows = await page.$$eval('[data-table="nodes"] tbody tr', (all) =>
      all.map((row) => [(row as HTMLElement).dataset.nodeId ?? '', row.textContent ?? ''] as const),
    );
    expect(rows.map(([id]) => id).sort()).toEqual([...new Set(last.nodes.map((n) => n.id))].sort());
    for (const b of bottlenecks) {
      const row = rows.find(([id]) => id === b.id)?.[1];
      expect(row).toContain(formatMeasured(b.workUs, last.resolutionUs));
    }
    // A bar for each row that is drawn: its words are there for the pointer.
    const spoken = await page.$$eval('.block .row title', (all) => all.length);
    expect(spoken).toBeGreaterThan(0);
    expect(await page.$$eval('[data-table="runs"] tbody tr', (all) => all.length)).toBe(runs.length);
    expect(wrong).toEqual([]);
    await page.close();
  });

  it('leads from run to run, and back', async () => {
    const runs = [...runsOfCapture('t7-regression-12-runs')].sort((a, b) => a.startUs - b.startUs);
    const { page, wrong } = await open(runs);
    await page.click('a[href="#run-3"]');
    await page.waitForFunction(() => document.querySelector('tr[aria-current]')?.textContent?.startsWith('#3'));
    const third = runs[2] as Run;
    expect(await textOf(page, '[data-field="duration"]')).toBe(formatDuration(analyse(third).summary.durationUs));
    await page.goBack();
    await page.waitForFunction(() => document.querySelector('tr[aria-current]')?.textContent?.startsWith('#12'));
    expect(wrong).toEqual([]);
    await page.close();
  });

  it('takes every name as text, whatever it is', async () => {
    const evil = `</script><script>alert(1)</script><img src=x onerror=alert(2)>\u2028<!--`;
    const run = buildRun({ nodes: [{ id: evil, start: 0, end: 100 }], end: 120 });
    const named: Run = {
      ...run,
      workflow: { id: evil, name: evil },
      origin: 'https://evil.example',
      nodes: run.nodes.map((n) => ({ ...n, title: evil, type: evil })),
    };
    const { page, wrong } = await open([named]);
    expect(await page.$eval('h1', (h) => h.textContent)).toBe(evil);
    expect(await page.$eval('[data-table="nodes"] tbody th', (h) => h.textContent)).toBe(evil);
    expect(await page.$$eval('img, script:not([type])', (all) => all.length)).toBe(1);
    expect(wrong).toEqual([]);
    await page.close();
  });

  it('lets no other script run: its policy names the one that is in it', async () => {
    const { page, wrong } = await open(runsOfCapture('t7-regression-12-runs'));
    const ran = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'globalThis.ran = true';
      document.body.append(script);
      return 'ran' in globalThis;
    });
    expect(ran).toBe(false);
    expect(wrong.join()).toContain('Content Security Policy');
    const asked = await page.evaluate(() =>
      fetch('https://example.com/').then(
        () => 'answered',
        () => 'refused',
      ),
    );
    expect(asked).toBe('refused');
    await page.close();
  });

  it('is laid out for paper when it is printed, all rows of it, and comes back', async () => {
    const { page, wrong } = await open([large(300, micros(1_700_000_000_000_000))]);
    expect(await page.$$eval('[data-table="nodes"] tbody tr', (all) => all.length)).toBe(200);
    await page.evaluate(() => {
      addEventListener('beforeprint', () => {
        const all = document.querySelectorAll('[data-table="nodes"] tbody tr').length;
        Object.assign(globalThis, { printed: { all, theme: document.documentElement.dataset.theme } });
      });
    });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
    await page.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
    const pdf = await page.pdf({ format: 'A4', printBackground: true });
    expect(Buffer.from(pdf.slice(0, 4)).toString()).toBe('%PDF');
    expect(await page.evaluate('printed')).toEqual({ all: 300, theme: 'light' });
    await page.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
    expect(wrong).toEqual([]);
    await page.close();
  });
});
