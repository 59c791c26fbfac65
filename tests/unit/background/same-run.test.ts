import { describe, expect, it } from 'vitest';
import { RunStore } from '../../../src/background/run-store.ts';
import type { Run } from '../../../src/model/run.ts';
import { analyseCapture } from '../../../src/profiler/capture-run.ts';
import { loadCapture } from '../../support/captures.ts';

/** A real run as it was pushed, and the same one as its stored execution tells it in a document that came later. */
function twoSights(name: string): { live: Run; past: Run } {
  const { rows } = loadCapture('n8n', name);
  const [live] = analyseCapture(
    rows.filter((row) => !(row.row === 'http' && /\/executions\//.test(row.url))),
    { origin: 'http://localhost:5678', epoch: 'first' },
  ).runs;
  const [past] = analyseCapture(
    rows.filter((row) => row.row === 'http' && /\/executions\/|\/workflows\/[^/]*$/.test(row.url)),
    { origin: 'http://localhost:5678', epoch: 'second' },
  ).runs;
  if (!live || !past) throw new Error(`${name}: no run`);
  return { live, past };
}

const newStore = () => new RunStore({ runs: async () => [] });

describe.each(['linear', 'branches', 'ai_agent', 'loop', 'n1-tree'])('an execution of n8n seen twice: %s', (name) => {
  const { live, past } = twoSights(name);

  it('is one run, under its first id, as it was recorded live', () => {
    expect(past.id).not.toBe(live.id);
    const store = newStore();
    expect([store.publish(live), store.publish(past)]).toEqual([live.id, undefined]);
    expect(store.runs()).toEqual([live]);
  });

  it('is completed by its stored execution when the page was left before its end', () => {
    const store = newStore();
    store.publish({ ...live, status: 'cut', partial: ['no-end'] });
    expect(store.publish(past)).toBe(live.id);
    expect(store.runs()).toEqual([{ ...past, id: live.id }]);
  });

  it('is two runs when another server gave out the same number again', () => {
    const store = newStore();
    store.publish(live);
    store.publish({ ...past, startUs: (past.startUs + 3_600_000_000) as Run['startUs'] });
    store.publish({ ...past, id: 'other', workflow: { id: 'another', name: '' } });
    expect(store.runs()).toHaveLength(3);
  });
});
