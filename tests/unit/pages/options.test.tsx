// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { originOf } from '../../../options/address.ts';
import { draftOf, newClass, specOf } from '../../../options/engine-draft.ts';
import { MAPPING_TEMPLATE } from '../../../options/mapping-template.ts';
import { shapeText } from '../../../options/shape-text.ts';
import { BUILT_IN_ENGINES } from '../../../src/analysis/index.ts';
import { parseMapping } from '../../../src/formats/mapping.ts';
import { EDITOR_IDS } from '../../../src/model/run.ts';
import { BUILT_IN_SITES } from '../../../src/model/site.ts';
import { createFakeWatch } from './fake-watch.ts';
import { click, find, mount, text, type } from './options-stage.tsx';

describe('a typed address', () => {
  it.each([
    ['http://10.0.0.5:5678', 'http://10.0.0.5:5678'],
    [' https://n8n.example.com/workflow/7?x=1 ', 'https://n8n.example.com'],
    ['n8n.example.com', 'https://n8n.example.com'],
    ['n8n.example.com:5678', 'http://n8n.example.com:5678'],
    ['10.0.0.5', 'http://10.0.0.5'],
    ['gpu-box:8188', 'http://gpu-box:8188'],
    ['gpu-box', 'http://gpu-box'],
    ['[::1]:3000', 'http://[::1]:3000'],
    ['HTTPS://A.test:443', 'https://a.test'],
  ])('%s means %s', (typed, origin) => expect(originOf(typed)).toBe(origin));

  it.each(['', ' ', 'http://', 'ftp://a.test', '*.a.test', 'https://*', 'user@a.test', 'two words', 'http://a:99999'])(
    '"%s" means none',
    (typed) => expect(originOf(typed)).toBeUndefined(),
  );
});

describe('an engine in the form', () => {
  it.each(EDITOR_IDS)('%s goes through it unchanged', (id) => {
    expect(specOf(id, draftOf(BUILT_IN_ENGINES[id]))).toEqual({ ok: true, value: BUILT_IN_ENGINES[id] });
  });

  it('says which row is wrong', () => {
    const rest = newClass('rest', '', '');
    expect(specOf('n8n', [newClass('gpu', '0', 'a.*'), rest])).toMatchObject({ ok: false, where: 'class 1, capacity' });
    expect(specOf('n8n', [newClass('', '1', 'a.*'), rest])).toMatchObject({ ok: false, where: 'class 1, name' });
    expect(specOf('n8n', [newClass('rest', '1', 'a.*'), rest])).toMatchObject({ ok: false });
    expect(specOf('n8n', [newClass('gpu', '1', ' \n'), rest])).toMatchObject({ ok: false, where: 'class 1, types' });
  });
});

it('the template of a mapping is one', () => expect(parseMapping(MAPPING_TEMPLATE)).toMatchObject({ ok: true }));

it('a shape reads as one line', () => {
  const text = { kind: 'text' } as const;
  expect(
    shapeText({
      kind: 'map',
      keys: [
        ['type', text],
        ['ids', { kind: 'list', length: 3, first: text }],
        ['none', { kind: 'list', length: 0 }],
        ['end', { kind: 'nil' }],
      ],
      more: 2,
    }),
  ).toBe('{ type: text, ids: [3 × text], none: [], end: null, 2 more }');
});

describe('the options page', () => {
  it('adds a site that is typed, removes one that is listed', async () => {
    const sites = [...BUILT_IN_SITES, 'http://n8n.test:5678/*'];
    const host = mount(createFakeWatch({ sites }));
    await type('#add-site', 'comfy.test');
    expect(text('#add-site-note')).toContain('https://comfy.test');
    await click('[data-action="add-site"]');
    expect(host.request).toHaveBeenCalledExactlyOnceWith(['https://comfy.test:443/*']);
    await click('[data-action="remove-site"]');
    expect(host.remove).toHaveBeenCalledExactlyOnceWith(['http://n8n.test:5678/*']);
  });

  it('offers the site it was opened for, and tells what is there already or is none', async () => {
    mount(createFakeWatch(), 'http://n8n.test:5678');
    expect(text('#add-site-note')).toContain('Adds http://n8n.test:5678');
    expect(document.activeElement).toBe(find('[data-action="add-site"]'));
    await type('#add-site', 'localhost:3000');
    expect(text('#add-site-note')).toContain('recorded already');
    await type('#add-site', 'not an address');
    expect(find<HTMLButtonElement>('[data-action="add-site"]').disabled).toBe(true);
    expect(text('#add-site-note')).toContain('expected');
    expect(find('#add-site').getAttribute('aria-invalid')).toBe('true');
  });

  it('says when the browser refuses', async () => {
    const host = mount(createFakeWatch(), 'http://n8n.test:5678');
    host.request.mockResolvedValueOnce(false);
    await click('[data-action="add-site"]');
    expect(text('#add-site-note')).toContain('Not allowed');
  });

  it('lets localhost be allowed again', async () => {
    const host = mount(createFakeWatch({ sites: [] }));
    await click('[data-action="allow-local"]');
    expect(host.request).toHaveBeenCalledExactlyOnceWith(BUILT_IN_SITES);
  });

  it('saves numbers in the units they are kept in, and no wrong ones', async () => {
    const background = createFakeWatch();
    mount(background);
    await type('[data-setting="keepBytes"]', '50');
    await type('[data-setting="regressionShare"]', '35');
    expect(background.asked).toEqual([
      { what: 'set', settings: { keepBytes: 50 * 2 ** 20 } },
      { what: 'set', settings: { regressionShare: 0.35 } },
    ]);
    await type('[data-setting="keepDays"]', '0');
    expect(background.asked).toHaveLength(2);
    expect(text('#retention')).toContain('from 1 to 3650 is expected');
    background.refuse = 'The background is not reachable';
    await type('[data-setting="keepDays"]', '7');
    expect(text('#retention')).toContain('not reachable');
  });

  it('changes an engine, and goes back to what is known', async () => {
    const background = createFakeWatch();
    mount(background);
    await type('#engine', 'n8n');
    await type('[aria-label^="How many of class 2"]', '5');
    await click('[data-action="save-engine"]');
    const engine = { classes: BUILT_IN_ENGINES.n8n.classes.map((c, i) => (i === 1 ? { ...c, capacity: 5 } : c)) };
    expect(background.settings.value?.engines).toEqual({ n8n: engine });
    await click('[data-action="reset-engine"]');
    expect(background.settings.value?.engines).toEqual({});
  });

  it('takes a custom editor once all its problems are gone', async () => {
    const background = createFakeWatch();
    mount(background);
    await click('[data-action="new-mapping"]');
    const save = (): HTMLButtonElement => find('[data-action="save-mapping"]');
    await type('#mapping-text', MAPPING_TEMPLATE.replace('"json"', '"xml"').replace('"run-end"', '"done"'));
    expect(save().disabled).toBe(true);
    expect(text('#mapping-problems')).toContain('2 problems');
    expect(text('#mapping-problems')).toContain('messages[3].event');
    await type('#mapping-text', '{');
    expect(text('#mapping-problems')).toContain('not JSON');
    await type('#mapping-text', MAPPING_TEMPLATE);
    await click('[data-action="save-mapping"]');
    expect(background.settings.value?.mappings.map(({ name }) => name)).toEqual(['My editor']);
    await click('[data-action="new-mapping"]');
    expect(text('#mapping-problems')).toContain('name of another mapping');
    await click('[data-action="cancel-mapping"]');
    await click('[data-action="remove-mapping"]');
    expect(background.settings.value?.mappings).toEqual([]);
  });

  it('says of a try-out why no message comes while recording is paused', async () => {
    mount(createFakeWatch({}, { recording: false }));
    await click('[data-action="new-mapping"]');
    await click('[data-action="try"]');
    expect(text('.try-out [role="status"]')).toContain('Recording is paused');
    // Its timer goes with it.
    await click('[data-action="cancel-mapping"]');
  });
});
