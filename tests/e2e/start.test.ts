import { spawn } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/build.ts';
import { decodeSession } from '../../src/formats/session.ts';
import { runsOfCapture } from '../support/offline.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longpole-start-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs `npm start` as package.json does, by the Node that happens to run this. */
function start(...args: string[]): Promise<{ code: number | null; words: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['scripts/bootstrap.mjs', 'scripts/start.ts', ...args], { cwd: ROOT });
    let words = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (words += chunk));
    child.on('exit', (code) => resolve({ code, words }));
  });
}

describe('npm start -- --headless', () => {
  it('plays a capture, exports the session and takes a picture', async () => {
    const [session, picture] = [join(folder, 'session.json'), join(folder, 'panel.png')];
    const capture = 'tests/captures/nodetool/02-parallel.jsonl';
    const { code, words } = await start(
      '--headless',
      '--capture',
      capture,
      '--export',
      session,
      '--screenshot',
      picture,
    );
    expect(code, words).toBe(0);
    const read = decodeSession(await readFile(session, 'utf8'));
    expect(read.ok && read.value.runs.map((run) => run.status)).toEqual(['success']);
    expect(read.ok && read.value.replaySpeed).toBe(undefined);
    const png = await readFile(picture);
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    // Width and height in the header: the panel has room.
    expect(png.readUInt32BE(16)).toBeGreaterThan(1000);
    expect(png.readUInt32BE(20)).toBeGreaterThan(600);
  });

  it('makes a new run of each loop, and says at which speed it was played', async () => {
    const session = join(folder, 'fast.json');
    const { code, words } = await start(
      '--headless',
      '--capture',
      '01-linear',
      '--speed',
      '4',
      '--loops',
      '3',
      '--export',
      session,
    );
    expect(code, words).toBe(0);
    const read = decodeSession(await readFile(session, 'utf8'));
    if (!read.ok) throw new Error(read.error);
    expect(read.value.replaySpeed).toBe(4);
    expect(read.value.runs.map((run) => run.replaySpeed)).toEqual([4, 4, 4]);
    expect(new Set(read.value.runs.map((run) => run.serverId)).size).toBe(3);
    expect(new Set(read.value.runs.map((run) => run.graphHash)).size).toBe(1);
  });

  it.each([
    // Requests by XMLHttpRequest, frames of text and bytes.
    ['n8n/linear', 'n8n', 'success'],
    // An EventSource.
    ['n8n/sse_linear', 'n8n', 'success'],
    // A streaming answer to fetch.
    ['flowise/error', 'flowise', 'error'],
    // A run that is refused has no more than a request and its answer.
    ['comfyui/06c-validation-error', 'comfyui', 'error'],
    ['node-red/late_join', 'node-red', 'success'],
  ])('plays %s, whatever its transport', async (name, editor, status) => {
    const session = join(folder, `${name.replaceAll('/', '-')}.json`);
    const { code, words } = await start('--headless', '--capture', name, '--export', session);
    expect(code, words).toBe(0);
    const read = decodeSession(await readFile(session, 'utf8'));
    expect(read.ok && read.value.runs.map((run) => [run.editor, run.status])).toEqual([[editor, status]]);
  });

  it('plays a packed file from anywhere', async () => {
    const [capture, session] = [join(folder, 'mine.jsonl.gz'), join(folder, 'mine.json')];
    await copyFile('tests/captures/page-clock/big-T-0.jsonl.gz', capture);
    const { code, words } = await start('--headless', '--capture', capture, '--export', session);
    expect(code, words).toBe(0);
    const read = decodeSession(await readFile(session, 'utf8'));
    const nodes = runsOfCapture('big-T-0', 'page-clock').map((run) => run.nodes.length);
    expect(nodes[0]).toBeGreaterThan(100);
    expect(read.ok && read.value.runs.map((run) => run.nodes.length)).toEqual(nodes);
  });

  it.each([
    ['a file that is not there', ['--capture', 'no-such-file.jsonl'], 'no-such-file.jsonl'],
    ['a file that is not a capture', ['--capture', 'package.json'], 'not a capture'],
    ['a wrong speed', ['--speed', 'fast'], '--speed'],
    ['an unknown option', ['--sped', '2'], '--sped'],
  ])('ends with the reason for %s', async (_what, args, reason) => {
    const { code, words } = await start('--headless', ...args);
    expect(code).toBeGreaterThan(0);
    expect(words).toContain(reason);
  });

  it('ends with the reason when there was no run to record', async () => {
    const capture = join(folder, 'chat.jsonl');
    await writeFile(
      capture,
      ['{"format":"ws-capture/1"}', '{"t":0,"dir":"in","kind":"text","data":"hello","url":"ws://127.0.0.1/chat"}'].join(
        '\n',
      ),
    );
    const { code, words } = await start('--headless', '--capture', capture);
    expect(code, words).toBe(1);
    expect(words).toContain('nothing to record');
  });
});
