import { readFileSync } from 'node:fs';
import { decode } from '@msgpack/msgpack';
import { describe, expect, it } from 'vitest';
import { type Capture, readCapture } from '../../../demo/capture.ts';
import type { Line, Script } from '../../../demo/lines.ts';
import { makeTake } from '../../../demo/take.ts';

const NOW = Date.UTC(2031, 0, 2, 3, 4, 5, 678);

function read(path: string): Capture {
  const capture = readCapture(readFileSync(new URL(`../../captures/${path}.jsonl`, import.meta.url), 'utf8'));
  if (!capture.ok) throw new Error(capture.error);
  return capture.value;
}

function linesOf({ lines, workers }: Script): readonly Line[] {
  return [...lines, ...workers.flatMap((worker) => worker.lines)];
}

/** All messages of a take as text, whatever their framing; decoding fails when bytes were replaced wrongly. */
function textOf(take: Script): string {
  const texts = linesOf(take).map((line) =>
    line.kind === 'binary' ? JSON.stringify(decode(Buffer.from(line.data, 'base64'))) : line.data,
  );
  return texts.join('\n');
}

describe('a take', () => {
  it.each([
    ['02-parallel', 'd033535b-0c98-4cda-a792-6a58ea851c23'],
    ['11-text-mode', '4f65f10c-3421-40e9-b12e-99c5abd82091'],
    ['21-in-browser-worker-run', '26186604-622c-4355-8821-d3c4830bb1ce'],
    // Invented by the Python server.
    ['py-06-cancelled', '075153f1e64411f19efd00000e9b587d'],
  ])('of %s has new job ids in every message, of the same length', (name, job) => {
    const capture = read(`nodetool/${name}`);
    const take = makeTake(capture, 'first', 1, NOW);
    expect(textOf(capture)).toContain(job);
    expect(textOf(take)).not.toContain(job);
    expect(textOf(take)).toHaveLength(textOf(capture).length);
  });

  it('has other ids than the next take, and the same workflow and nodes', () => {
    const capture = read('nodetool/02-parallel');
    const [a, b] = ['a', 'b'].map((id) => textOf(makeTake(capture, id, 1, NOW)));
    expect(a).not.toBe(b);
    expect(a).toContain('0e76819fdff445499e07bf52fe462f82');
    expect(a).toContain('lab parallel branches');
  });

  it('keeps subgraph jobs apart from the job they are in', () => {
    const take = textOf(makeTake(read('nodetool/13-subgraph'), 'a', 1, NOW));
    const jobs = new Set(take.match(/"job_id":"[^"]+"/g));
    expect(jobs.size).toBe(new Set(textOf(read('nodetool/13-subgraph')).match(/"job_id":"[^"]+"/g)).size);
    expect([...jobs].some((job) => job.includes('sub-'))).toBe(true);
  });

  it('moves time stamps to now, keeping their distance from the start', () => {
    const capture = read('nodetool/17-llm-agent-streaming');
    const stamps = (text: string) => (text.match(/\d{4}-\d\d-\d\dT[\d:.]+Z/g) ?? []).map((stamp) => Date.parse(stamp));
    const before = stamps(textOf(capture)).map((at) => Math.round(at - capture.startedAt));
    const after = stamps(textOf(makeTake(capture, 'a', 1, NOW))).map((at) => at - NOW);
    expect(before.length).toBeGreaterThan(0);
    expect(after).toEqual(before);
  });

  it.each([
    ['comfyui/01-linear', '1c907bbb-66e5-4408-b207-28be2211f56d'],
    ['page-clock/nodetool-A-linear-1', undefined],
    ['n8n/linear', '"executionId":"1"'],
    ['n8n/sse_linear', '"executionId":"1"'],
  ])('of %s has run ids of its own, in addresses and bodies alike', (name, run) => {
    const capture = read(name);
    const all = (script: Script) => [...script.talks.map(({ path }) => path), ...linesOf(script).map(wire)].join('\n');
    const take = makeTake(capture, 'first', 1, NOW);
    if (run !== undefined) {
      expect(all(capture)).toContain(run);
      expect(all(take)).not.toContain(run);
      expect(all(take)).not.toMatch(/executions\/1\b/);
    }
    expect(all(take)).not.toBe(all(makeTake(capture, 'second', 1, NOW)));
  });

  it("moves n8n's times in milliseconds, too: its nodes start near now", () => {
    const starts = linesOf(makeTake(read('n8n/linear'), 'a', 1, NOW))
      .flatMap((line) => [...wire(line).matchAll(/"startTime":(\d+)/g)])
      .map(([, at]) => Number(at) - NOW);
    expect(starts.length).toBeGreaterThan(10);
    for (const at of starts) expect(Math.abs(at)).toBeLessThan(10_000);
  });

  it('counts the bytes of a stream as it sends them', () => {
    const capture = read('flowise/linear');
    const sizes = makeTake(capture, 'a', 1, NOW).lines.filter(({ size }) => size !== undefined);
    expect(sizes).toHaveLength(7);
    for (const line of sizes) expect(line.size).toBe(Buffer.byteLength(line.data));
  });
});

/** Bytes as latin-1: ids and numbers are ASCII. */
function wire({ kind, data }: Line): string {
  return kind === 'binary' ? Buffer.from(data, 'base64').toString('latin1') : data;
}
