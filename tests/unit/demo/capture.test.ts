import { describe, expect, it } from 'vitest';
import { type Capture, readCapture } from '../../../demo/capture.ts';
import { CAPTURES, openLibrary } from '../../../demo/library.ts';
import type { Line, Talk } from '../../../demo/lines.ts';

const library = await openLibrary(CAPTURES, []);

async function read(name: string): Promise<Capture> {
  const capture = await library.read(name);
  if (!capture.ok) throw new Error(capture.error);
  return capture.value;
}

const MESSAGES: readonly Line['kind'][] = ['text', 'binary', 'json', 'answer'];

function messages(lines: readonly Line[], from: 'page' | 'server'): number {
  return lines.filter((line) => line.from === from && MESSAGES.includes(line.kind)).length;
}

/** Line kinds of one conversation, as a text. */
function shape({ lines, talks }: Capture, kind: Talk['kind'], path: string): string {
  const talk = talks.findIndex((each) => each.kind === kind && each.path.startsWith(path));
  return lines
    .filter((line) => line.talk === talk)
    .map((line) => `${line.from === 'page' ? '>' : '<'}${line.kind}`)
    .join(' ');
}

const header = '{"format":"ws-capture/1"}';

describe('reading captures', () => {
  it('reads every bundled one: each line in its time, each conversation opened by the page and closed', async () => {
    const entries = await library.list();
    expect(new Set(entries.map(({ product }) => product))).toEqual(
      new Set(['NodeTool', 'ComfyUI', 'n8n', 'Flowise', 'Node-RED']),
    );
    expect(entries[0]?.name).toMatch(/^nodetool\//);
    expect(entries.length).toBeGreaterThan(80);
    for (const { name } of entries) {
      const { lines, talks, workers } = await read(name);
      expect(messages([...lines, ...workers.flatMap((w) => w.lines)], 'server'), name).toBeGreaterThan(0);
      expect(lines[0]?.t ?? 0, name).toBe(0);
      for (const [n, line] of lines.entries()) expect(line.t, name).toBeGreaterThanOrEqual(lines[n - 1]?.t ?? 0);
      for (const talk of new Set(lines.map((line) => line.talk))) {
        const own = lines.filter((line) => line.talk === talk && line.kind !== 'ack');
        expect(own[0]?.kind, `${name} ${talks[talk]?.path}`).toBe('open');
        expect(own.at(-1)?.kind, `${name} ${talks[talk]?.path}`).toMatch(/close|answer/);
      }
    }
  });

  it('keeps both sockets of a reconnect, the second after the first, each with its close code', async () => {
    const { lines, talks } = await read('10-drop-and-reconnect');
    expect(talks).toHaveLength(2);
    const closes = lines.filter(({ kind }) => kind === 'close');
    expect(closes[0]).toMatchObject({ talk: 0, from: 'page', code: 1000 });
    // Nobody said goodbye: the server was gone.
    expect(closes[1]).toMatchObject({ talk: 1, from: 'server', code: 1006 });
    const second = lines.findIndex(({ talk, kind }) => talk === 1 && kind === 'open');
    expect(lines.indexOf(closes[0] as Line)).toBeLessThan(second);
  });

  it('makes a worker of worker rows', async () => {
    const [worker] = (await read('21-in-browser-worker-run')).workers;
    expect([messages(worker?.lines ?? [], 'page'), messages(worker?.lines ?? [], 'server')]).toEqual([1, 3]);
  });

  it('cuts idle time before and after, not within: the worker run took 2.2 s of a capture of 52 s', async () => {
    expect((await read('21-in-browser-worker-run')).durationMs).toBeLessThan(5_000);
    // Two runs of which the second began 15 s after the first.
    expect((await read('22-real-web-ui-two-runs-idle-machine')).durationMs).toBeGreaterThan(15_000);
  });

  it('tells requests, streams and event streams apart, each asked for as its editor does', async () => {
    const flowise = await read('flowise/linear');
    expect(shape(flowise, 'xhr', '/api/v1/chatflows/')).toBe('>open <answer');
    expect(shape(flowise, 'fetch', '/api/v1/internal-prediction/')).toBe(
      `>open <head ${'>ack <text '.repeat(7)}>ack <close`,
    );
    const sse = await read('n8n/sse_linear');
    expect(shape(sse, 'eventsource', '/rest/push?pushRef=')).toMatch(/^>open <head <text <text .*>close$/);
    // ":ok" is a comment and the last but two pieces are one message: what the page cannot notice counts 0.
    const sizes = sse.lines.flatMap(({ size }) => size ?? []);
    expect(sizes).toEqual([0, ...Array.from({ length: 15 }, () => 1), 0, 1, 1]);
    expect(shape(sse, 'xhr', '/rest/workflows/')).toBe('>open <answer >ack');
    expect(shape(await read('comfyui/06c-validation-error'), 'fetch', '/api/prompt')).toBe('>open <answer');
  });

  it('lets the page acknowledge where the server changes connections, not along one socket', async () => {
    const { lines } = await read('node-red/deploy_and_run');
    const acks = lines.flatMap((line, n) => (line.kind === 'ack' ? [[lines[n - 1], lines[n + 1]]] : []));
    expect(acks.length).toBeGreaterThan(3);
    for (const [before, after] of acks) {
      expect([before?.from, after?.from]).toEqual(['server', 'server']);
      expect(before?.talk).not.toBe(after?.talk);
    }
    expect((await read('02-parallel')).lines.filter(({ kind }) => kind === 'ack')).toEqual([]);
  });

  it('answers requests to one address in the order in which they were made', () => {
    const row = (t: number, phase: string, data: string) =>
      JSON.stringify({ t, dir: 'http', phase, method: 'POST', url: 'http://h/api/prompt', status: 400, data });
    const capture = readCapture(
      [
        header,
        row(10, 'request', 'a'),
        row(20, 'request', 'b'),
        row(35, 'response', '1'),
        row(36, 'response', '2'),
      ].join('\n'),
    );
    const said = capture.ok ? capture.value.lines.filter(({ kind }) => kind !== 'ack') : [];
    expect(said.map(({ t, talk, kind, data }) => [t, talk, kind, data])).toEqual([
      [0, 0, 'open', 'a'],
      [10, 1, 'open', 'b'],
      [25, 0, 'answer', '1'],
      [26, 1, 'answer', '2'],
    ]);
  });

  it.each([
    ['', 'line 1'],
    ['{"format":"longpole-session","version":1}', 'line 1'],
    [`${header}\nnot json`, 'line 2'],
    [`${header}\n{"t":1,"dir":"in","kind":"text","data":"x","url":"ws://h/ws"}\n{"t":"soon","dir":"in"}`, 'line 3'],
    [header, 'line 2'],
  ])('says what is wrong and where (%#)', (text, where) => {
    expect(readCapture(text)).toMatchObject({ ok: false, where });
  });
});
