import { describe, expect, it } from 'vitest';
import { htmlReport, REPORT_SLOT, type ReportData } from '../../../src/formats/html/html.ts';
import { decodeSession } from '../../../src/formats/session.ts';
import { micros } from '../../../src/model/time.ts';
import { runsOfCapture } from '../../support/offline.ts';

const TEMPLATE = `<!doctype html><p>$& kept</p>${REPORT_SLOT}<script>draw()</script>`;
const runs = runsOfCapture('t7-regression-12-runs');

const textIn = (html: string): string =>
  /<script type="application\/json" id="session">(.*?)<\/script>/s.exec(html)?.[1] ?? '';

describe('an HTML report', () => {
  it('is the template with the runs in its place, and nothing else', () => {
    const html = [...htmlReport(TEMPLATE, runs)].join('');
    expect(html.replace(textIn(html), '')).toBe(TEMPLATE);
    expect((JSON.parse(textIn(html)) as ReportData).runs).toEqual(runs);
  });

  it('holds a session that Longpole reads', () => {
    const html = [
      ...htmlReport(TEMPLATE, runs, { exportedAtUs: micros(1_700_000_000_000_000), chosen: runs[3]?.id ?? '' }),
    ];
    const session = decodeSession(textIn(html.join('')));
    expect(session.ok && session.value).toMatchObject({ exportedAtUs: 1_700_000_000_000_000, runs });
  });

  it('says which run is shown and which engines were described', () => {
    const engine = { atOnce: 2 } as never;
    const html = [
      ...htmlReport(TEMPLATE, [], { chosen: 'r1', engines: { comfyui: engine, named: new Map([['x', engine]]) } }),
    ];
    expect((JSON.parse(textIn(html.join(''))) as ReportData).report).toEqual({
      chosen: 'r1',
      engines: { comfyui: engine },
      named: [['x', engine]],
    });
  });

  it('has no character in its data that ends or hides a script', () => {
    const [run] = runs;
    if (!run) throw new Error('no run');
    const evil = { ...run, workflow: { id: '<!-- </script> \u2028 \u2029 ]]>', name: '&lt;' } };
    const text = textIn([...htmlReport(TEMPLATE, [evil])].join(''));
    expect(text).not.toMatch(/[<>&\u2028\u2029]/);
    expect((JSON.parse(text) as ReportData).runs[0]?.workflow).toEqual(evil.workflow);
  });

  it('is written run by run: no more than asked for is put together', () => {
    let made = 0;
    const endless = (function* () {
      for (;;) {
        made++;
        yield runs[0] as (typeof runs)[number];
      }
    })();
    const pieces = htmlReport(TEMPLATE, endless)[Symbol.iterator]();
    for (let i = 0; i < 4; i++) expect(pieces.next().done).toBe(false);
    expect(made).toBeLessThanOrEqual(4);
  });

  it('needs a template that has a place for the data', () => {
    expect(() => [...htmlReport('<p>other</p>', runs)]).toThrow(/no place/);
  });
});
