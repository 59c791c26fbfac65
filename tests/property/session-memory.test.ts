/** A session of 500 000 nodes, written and read, against the memory that its runs take. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it, vi } from 'vitest';
import { portionOf } from '../../panel/files/reading.ts';
import { growingFile } from '../../panel/files/save.ts';
import { decodeSession, writeSession } from '../../src/formats/session.ts';
import type { Run } from '../../src/model/run.ts';
import { buildRun } from '../support/build-run.ts';

// Two busy cores: seconds of work may take a minute or two.
vi.setConfig({ testTimeout: 240_000 });

const RUNS = 25;
const NODES = 20_000;
const MB = 2 ** 20;

/** Collects all that nobody holds, so that what is left is what is needed. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

function heldBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

const session = (): readonly Run[] =>
  Array.from({ length: RUNS }, (_, r) =>
    buildRun({
      id: `run-${r}`,
      nodes: Array.from({ length: NODES }, (_, i) => ({ id: `node-${i}`, title: `Node ${i}`, start: i, end: i + 5 })),
      edges: Array.from({ length: NODES - 1 }, (_, i) => [`node-${i}`, `node-${i + 1}`, 'data'] as const),
    }),
  );

describe('a session of 500 000 nodes', () => {
  it('is written with a hundredth of the memory that its runs take, and comes back whole', () => {
    const before = heldBytes();
    const runs = session();
    const loaded = heldBytes();
    const ofRuns = loaded - before;
    expect(ofRuns).toBeGreaterThan(50 * MB);
    let [most, count, units] = [0, 0, 0];
    for (const piece of writeSession(runs)) {
      units += piece.length;
      if (++count % 500 === 0) most = Math.max(most, heldBytes() - loaded);
    }
    expect(count).toBeGreaterThan(1_000);
    expect(units).toBeGreaterThan(100 * MB);
    expect(most).toBeLessThan(Math.max(ofRuns / 100, 2 * MB));
  });

  it('as a file of the panel lies outside of the memory of its script, and is read again whole', async () => {
    const runs = session();
    const loaded = heldBytes();
    const file = growingFile();
    for (const piece of writeSession(runs)) file.add(piece);
    const blob = file.done('application/json');
    expect(heldBytes() - loaded).toBeLessThan(16 * MB);
    const read = decodeSession(await blob.text());
    expect(read.ok && read.value.runs.map((run) => run.nodes.length)).toEqual(runs.map(() => NODES));
    expect(read.ok && read.value.runs[7]).toEqual(runs[7]);
    // And goes to the background in messages that browsers let pass.
    let [from, messages] = [0, 0];
    while (from < runs.length) {
      const portion = portionOf(runs, from);
      expect(JSON.stringify(portion).length).toBeLessThan(48 * MB);
      from += portion.runs.length;
      messages++;
    }
    expect(messages).toBeLessThan(RUNS + 1);
  });
});
