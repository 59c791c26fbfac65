import { readFileSync } from 'node:fs';
import { decode } from '@msgpack/msgpack';
import { describe, expect, it } from 'vitest';
import { type Capture, readCapture, type Step } from '../../../demo/capture.ts';
import { makeTake, type Take } from '../../../demo/take.ts';

const NOW = Date.UTC(2031, 0, 2, 3, 4, 5, 678);

function read(name: string): Capture {
  const capture = readCapture(readFileSync(new URL(`../../captures/nodetool/${name}.jsonl`, import.meta.url), 'utf8'));
  if (!capture.ok) throw new Error(capture.error);
  return capture.value;
}

function stepsOf(take: Pick<Take, 'conversations'>): readonly Step[] {
  return take.conversations.flatMap((talk) => talk.steps);
}

/** All messages of a take as text, whatever their framing; decoding fails when bytes were replaced wrongly. */
function textOf(take: Pick<Take, 'conversations'>): string {
  const texts = stepsOf(take).map((step) =>
    step.kind === 'binary' ? JSON.stringify(decode(Buffer.from(step.data, 'base64'))) : step.data,
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
    const capture = read(name);
    const take = makeTake(capture, 'first', 1, NOW);
    expect(textOf(capture)).toContain(job);
    expect(textOf(take)).not.toContain(job);
    expect(textOf(take)).toHaveLength(textOf(capture).length);
  });

  it('has other ids than the next take, and the same workflow and nodes', () => {
    const capture = read('02-parallel');
    const [a, b] = ['a', 'b'].map((id) => textOf(makeTake(capture, id, 1, NOW)));
    expect(a).not.toBe(b);
    expect(a).toContain('0e76819fdff445499e07bf52fe462f82');
    expect(a).toContain('lab parallel branches');
  });

  it('keeps subgraph jobs apart from the job they are in', () => {
    const take = textOf(makeTake(read('13-subgraph'), 'a', 1, NOW));
    const jobs = new Set(take.match(/"job_id":"[^"]+"/g));
    expect(jobs.size).toBe(new Set(textOf(read('13-subgraph')).match(/"job_id":"[^"]+"/g)).size);
    expect([...jobs].some((job) => job.includes('sub-'))).toBe(true);
  });

  it('moves time stamps to now, keeping their distance from the start', () => {
    const capture = read('17-llm-agent-streaming');
    const stamps = (text: string) => (text.match(/\d{4}-\d\d-\d\dT[\d:.]+Z/g) ?? []).map((stamp) => Date.parse(stamp));
    const before = stamps(textOf(capture)).map((at) => Math.round(at - capture.startedAt));
    const after = stamps(textOf(makeTake(capture, 'a', 1, NOW))).map((at) => at - NOW);
    expect(before.length).toBeGreaterThan(0);
    expect(after).toEqual(before);
  });
});
