import { describe, expect, it } from 'vitest';
import { tryMapping } from '../../src/editors/custom/try.ts';
import type { Mapping } from '../../src/model/mapping.ts';
import type { PageSamples, Sample } from '../../src/model/shape.ts';
import { mappingOf } from '../support/mapped.ts';
import { createPanel } from './background/fake-panel.ts';
import { createWorld, until } from './background/fake-platform.ts';
import { createRelay } from './background/fake-relay.ts';

const MAPPING = mappingOf({
  messages: [
    { when: { type: 'n' }, event: 'node-start', node: 'id' },
    { when: { type: 'e' }, event: 'run-end' },
  ],
});

async function setup() {
  const world = createWorld();
  const life = world.start();
  const relay = createRelay('e', []);
  relay.connect(life);
  await until(() => relay.settled, 'hello');
  return { world, life, relay, panel: createPanel(life, 1) };
}

const configs = (received: readonly unknown[] = []) =>
  received.flatMap((m) => ((m as { kind: string }).kind === 'config' ? [(m as { mappings?: unknown }).mappings] : []));

describe('mappings in the settings', () => {
  it('go to every page at once, and survive the worker', async () => {
    const { world, life, relay, panel } = await setup();
    await panel.request({ what: 'set', settings: { mappings: [MAPPING] } });
    expect(configs(relay.client?.received)).toEqual([undefined, [MAPPING]]);
    life.kill();
    relay.connect(world.start());
    await until(() => relay.settled, 'hello');
    expect(configs(relay.client?.received)).toEqual([[MAPPING]]);
  });

  it.each([
    [
      [{ ...MAPPING, format: 'xml' }],
      'settings.mappings[0]: format: one of json, ndjson, sse, socket.io, msgpack is expected, found "xml"',
    ],
    [[MAPPING, MAPPING], 'settings.mappings[1]: a second mapping named Acme Flow'],
    [{}, 'settings.mappings: not a list'],
  ])('are refused when they are none', async (mappings, words) => {
    const { relay, panel } = await setup();
    const refused = panel.request({ what: 'set', settings: { mappings: mappings as readonly Mapping[] } });
    await expect(refused).rejects.toThrow(words);
    expect(configs(relay.client?.received)).toEqual([undefined]);
  });

  it('that cannot be read any more cost the other settings nothing', async () => {
    const world = createWorld();
    world.setValue('settings', { recording: false, mappings: [{ version: 0 }] });
    const relay = createRelay('e', []);
    relay.connect(world.start());
    await until(() => relay.settled, 'hello');
    expect(relay.client?.received[0]).toEqual({ kind: 'config', recording: false, diagnostics: false, precise: false });
  });
});

describe('samples', () => {
  const sample: Sample = {
    t: 1 as Sample['t'],
    link: 1,
    transport: 'websocket',
    where: 'localhost:9000/flow',
    sender: 'server',
    shape: { kind: 'map', keys: [['id', { kind: 'text' }]], more: 0 },
    answers: [],
  };
  const asked = (relay: ReturnType<typeof createRelay>) =>
    relay.client?.received.find((m) => (m as { kind: string }).kind === 'sample') as { id: number; mapping?: Mapping };

  it('come from the pages that answer, with their tab and origin', async () => {
    const { relay, panel } = await setup();
    const answer = panel.request<readonly PageSamples[]>({ what: 'samples', mapping: MAPPING });
    await until(() => asked(relay) !== undefined, 'asked');
    expect(asked(relay).mapping).toEqual(MAPPING);
    relay.client?.post({ kind: 'samples', epoch: 'e', id: asked(relay).id, samples: [sample] });
    const pages = await answer;
    expect(pages).toEqual([{ origin: 'http://localhost:1', tabId: 1, samples: [sample] }]);
    expect(tryMapping(MAPPING, pages[0]?.samples ?? [])[0]?.rules.map((r) => r.matches)).toEqual(['no', 'no']);
  });

  it('are not waited for when a page has gone, or for ever', async () => {
    const { world, life, relay, panel } = await setup();
    const gone = panel.request({ what: 'samples' });
    await until(() => asked(relay) !== undefined, 'asked');
    relay.client?.disconnect();
    expect(await gone).toEqual([]);
    expect(await panel.request({ what: 'samples' })).toEqual([]);
    const silent = createRelay('f', []);
    silent.connect(life, 2);
    await until(() => silent.settled, 'hello');
    let answer: unknown;
    void panel.request({ what: 'samples' }).then((value) => {
      answer = value;
    });
    await until(() => answer !== undefined, 'an answer in time', world.clock);
    expect(answer).toEqual([]);
  });

  it('of a mapping that is none are refused', async () => {
    const { panel } = await setup();
    const bad = { ...MAPPING, name: '' };
    await expect(panel.request({ what: 'samples', mapping: bad })).rejects.toThrow(
      'mapping: name: a name is expected, found ""',
    );
  });
});
