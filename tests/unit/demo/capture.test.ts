import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Capture, type Conversation, readCapture } from '../../../demo/capture.ts';

const FOLDER = new URL('../../captures/nodetool/', import.meta.url);

function read(name: string): Capture {
  const capture = readCapture(readFileSync(new URL(`${name}.jsonl`, FOLDER), 'utf8'));
  if (!capture.ok) throw new Error(capture.error);
  return capture.value;
}

function frames(talk: Conversation | undefined, from: 'page' | 'server'): number {
  return talk?.steps.filter((step) => step.from === from && step.kind !== 'close').length ?? 0;
}

const header = '{"format":"ws-capture/1"}';

describe('reading captures', () => {
  it('reads every bundled one, each with traffic of both directions', () => {
    const names = readdirSync(FOLDER).filter((name) => name.endsWith('.jsonl'));
    expect(names.length).toBeGreaterThan(20);
    for (const name of names) {
      const { conversations } = read(name.replace('.jsonl', ''));
      expect(
        conversations.reduce((sum, talk) => sum + frames(talk, 'page'), 0),
        name,
      ).toBeGreaterThan(0);
      expect(
        conversations.reduce((sum, talk) => sum + frames(talk, 'server'), 0),
        name,
      ).toBeGreaterThan(0);
    }
  });

  it('keeps both sockets of a reconnect, the second after the first, each with its close code', () => {
    const { conversations } = read('10-drop-and-reconnect');
    expect(conversations).toHaveLength(2);
    expect(conversations[1]?.after).toBe(0);
    const [first, second] = conversations.map((talk) => talk.steps.at(-1));
    expect(first).toMatchObject({ kind: 'close', from: 'page', code: 1000 });
    // Nobody said goodbye: the server was gone.
    expect(second).toMatchObject({ kind: 'close', from: 'server', code: 1006 });
  });

  it('makes a worker of worker rows', () => {
    const worker = read('21-in-browser-worker-run').conversations.find((talk) => talk.kind === 'worker');
    expect([frames(worker, 'page'), frames(worker, 'server')]).toEqual([1, 3]);
  });

  it('cuts idle time before and after, not within: the worker run took 2.2 s of a capture of 52 s', () => {
    expect(read('21-in-browser-worker-run').durationMs).toBeLessThan(5_000);
    // Two runs of which the second began 15 s after the first.
    expect(read('22-real-web-ui-two-runs-idle-machine').durationMs).toBeGreaterThan(15_000);
  });

  it('pairs HTTP requests with their answers', () => {
    const rows = [
      { t: 10, dir: 'http', phase: 'request', method: 'POST', url: 'http://h/api/prompt', data: '{"a":1}' },
      { t: 35, dir: 'http', phase: 'response', method: 'POST', url: 'http://h/api/prompt', status: 400, data: '{}' },
    ];
    const capture = readCapture([header, ...rows.map((row) => JSON.stringify(row))].join('\n'));
    expect(capture.ok && capture.value.conversations).toMatchObject([
      {
        kind: 'http',
        method: 'POST',
        path: '/api/prompt',
        steps: [
          { t: 0, from: 'page' },
          { t: 25, from: 'server', code: 400 },
        ],
      },
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
