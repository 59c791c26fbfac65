// @vitest-environment happy-dom
import { act } from 'preact/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readAny } from '../../../src/formats/read-any.ts';
import { EXPORT_FORMATS } from '../../../src/profiler/export.ts';
import { runsOfCapture } from '../../support/offline.ts';
import { createFakeBackground } from '../../support/panel-harness/fake-background.ts';
import { all, click, find, mount, settle, text } from './mounted.tsx';

afterEach(() => vi.restoreAllMocks());

const runs = runsOfCapture('t7-regression-12-runs').map((run) => ({ ...run, origin: 'http://localhost:3000' }));

/** The file that is handed to the browser, and its name. */
function saved(): { readonly files: { readonly name: string; readonly content: Blob }[] } {
  const files: { name: string; content: Blob }[] = [];
  let last: Blob | undefined;
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    last = blob as Blob;
    return 'blob:x';
  });
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    if (last) files.push({ name: this.download, content: last });
  });
  return { files };
}

async function choose(field: string, value: string): Promise<void> {
  const select = find(`[data-field="${field}"]`) as HTMLSelectElement;
  act(() => {
    select.value = value;
    select.dispatchEvent(new Event('change', { bubbles: true }));
  });
  await settle();
}

async function open(): Promise<void> {
  await mount(createFakeBackground({ runs }));
  await click('[data-action="export"]');
}

/** A file is made, and packed, in more turns than a render settles in. */
const until = (what: () => boolean): Promise<void> => act(() => vi.waitFor(() => expect(what()).toBe(true)));

describe('the export dialog', () => {
  it('gives the whole session when nothing else is chosen', async () => {
    const { files } = saved();
    await open();
    await click('[data-action="export-confirm"]');
    await until(() => files.length > 0);
    const read = readAny((await files[0]?.content.text()) ?? '');
    expect(read.ok && [...read.value.runs].sort((a, b) => a.startUs - b.startUs)).toEqual(runs);
    expect(files[0]?.name).toMatch(/^longpole-session-[\d-]+\.json$/);
    expect(find('dialog')).toBeNull();
  });

  it.each(EXPORT_FORMATS.map((f) => [f.id, f.extension]))('writes the run shown as %s', async (id, extension) => {
    const { files } = saved();
    await open();
    await choose('export-what', 'run');
    await choose('export-format', id);
    await click('[data-action="export-confirm"]');
    await until(() => files.length > 0);
    expect(files[0]?.name.endsWith(`.${extension}`)).toBe(true);
    const content = (await files[0]?.content.text()) ?? '';
    // Two of its nodes: a table of runs names none.
    if (id !== 'csv-runs') expect(content).toContain('Parse 7');
    expect(content.length).toBeGreaterThan(100);
  });

  it('leaves out what may not leave, shows before what would, and packs', async () => {
    const { files } = saved();
    await open();
    await choose('export-what', 'run');
    await click('[data-action="export-preview"]');
    await until(() => find('[data-view="export-preview"]') !== null);
    expect(text('[data-view="export-preview"]')).toContain('runs[].nodes[].title');
    const [node] = runs.at(-1)?.nodes.filter((n) => n.title !== '') ?? [];
    const title = JSON.stringify(node?.title);
    expect(text('[data-view="export-preview"]')).toContain(title);
    await click('[data-field="keep-labels"]');
    // Another choice, another preview.
    expect(find('[data-view="export-preview"]')).toBeNull();
    await click('[data-action="export-preview"]');
    await until(() => find('[data-view="export-preview"]') !== null);
    expect(text('[data-view="export-preview"]')).not.toContain(title);
    await click('[data-field="export-packed"]');
    await click('[data-action="export-confirm"]');
    await until(() => files.length > 0);
    expect(files[0]?.name).toMatch(/\.json\.gz$/);
    const stream = files[0]?.content.stream().pipeThrough(new DecompressionStream('gzip'));
    const content = await new Response(stream).text();
    expect(content).toContain('longpole-session');
    expect(content).not.toContain('Parse 7');
  });

  it('offers the nodes that the filter lets through while there is a filter, and says that they are a part', async () => {
    const { files } = saved();
    const { panel } = await mount(createFakeBackground({ runs }));
    await click('[data-action="export"]');
    expect(all('[data-field="export-what"] option').map((o) => (o as HTMLOptionElement).value)).toEqual([
      'session',
      'run',
    ]);
    act(() => {
      panel.ui.filter.value = 'name:Parse';
    });
    await settle();
    await choose('export-what', 'selection');
    await click('[data-action="export-confirm"]');
    await until(() => files.length > 0);
    const read = readAny((await files[0]?.content.text()) ?? '');
    if (!read.ok) throw new Error(read.error);
    const titles = new Set(read.value.runs[0]?.nodes.map((n) => n.title));
    expect([...titles].every((title) => title.startsWith('Parse'))).toBe(true);
    expect(titles.size).toBeGreaterThan(0);
    expect(read.value.runs[0]?.partial).toContain('lost-records');
  });

  it('a trace of somebody else is imported, and what could not be mapped is told', async () => {
    const { panel } = await mount(createFakeBackground({ runs: [] }));
    const events = [
      { ph: 'X', name: 'Outer', pid: 1, tid: 1, ts: 0, dur: 5_000 },
      { ph: 'C', name: 'c', pid: 1, ts: 0 },
    ];
    await act(() => panel.actions.importFile(new File([JSON.stringify(events)], 'other.json')));
    await settle();
    expect(text('[data-view="notice"]')).toMatch(/Imported 1 run from other\.json\. Not mapped: 1 event of kind "C"/);
    expect(text('[data-field="duration"]')).toBe('5.00 ms');
  });
});
