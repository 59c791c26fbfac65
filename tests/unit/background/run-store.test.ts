import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/background/rows.ts';
import { RunStore } from '../../../src/background/run-store.ts';
import type { Run } from '../../../src/model/run.ts';
import { runRecord, runsOf } from './fake-pipeline.ts';

function sample(id: string, status: 'running' | 'completed' = 'completed', ms = 0): Run {
  const [run] = runsOf('x', 'http://localhost:1', [runRecord(id, status, ms)]);
  if (!run) throw new Error('no run');
  return { ...run, id };
}

/** A store over a map, and what it asked the map for. */
function setup(cacheBytes?: number) {
  const disk = new Map<string, Run>();
  const asked: string[] = [];
  const runs = async (ids: readonly string[]) => {
    asked.push(...ids);
    return ids.flatMap((id) => disk.get(id) ?? []);
  };
  const store = new RunStore({ runs }, cacheBytes);
  const write = (part: Pick<Change, 'runs' | 'remove'> = store.collect()) => {
    for (const { run } of part.runs) disk.set(run.id, run);
    for (const id of part.remove) disk.delete(id);
    store.committed(part);
  };
  return { store, disk, asked, write };
}

describe('RunStore', () => {
  it('lists runs newest first, by start and then id', () => {
    const { store } = setup();
    for (const run of [sample('a', 'completed', 1), sample('c', 'completed', 2), sample('b', 'completed', 2)])
      store.put(run);
    expect(store.runs().map(({ id }) => id)).toEqual(['c', 'b', 'a']);
  });

  it('keeps what is not written at hand however large it is, and what is written within the limit', async () => {
    const { store, asked, write } = setup(10);
    store.put(sample('open', 'running'));
    store.put(sample('done'));
    expect(store.runs().length).toBe(2);
    write();
    expect(store.get('open')).toBeDefined();
    expect(store.get('done')).toBeUndefined();
    expect(await store.fetch(['done', 'open'])).toEqual([sample('done'), sample('open', 'running')]);
    expect(asked).toEqual(['done']);
  });

  it('drops the least recently used first', async () => {
    const { store, write } = setup(3.5 * JSON.stringify(sample('a')).length);
    for (const id of ['a', 'b', 'c']) store.put(sample(id));
    write();
    await store.fetch(['a']);
    store.put(sample('d'));
    write();
    expect(['a', 'b', 'c', 'd'].filter((id) => store.get(id))).toEqual(['a', 'c', 'd']);
  });

  it('hands over runs that are over, pinned or stored before, once per change', async () => {
    const { store, write } = setup();
    store.put(sample('open', 'running'));
    store.put(sample('done'));
    expect(store.collect().runs.map(({ run }) => run.id)).toEqual(['done']);
    expect(store.collect().runs).toEqual([]);
    await store.pin('open', true);
    write();
    store.put(sample('open', 'running', 5));
    expect(store.collect().runs).toMatchObject([{ run: { id: 'open', pinned: true }, head: { pinned: true } }]);
  });

  it('hands over again what was refused, in its newest state', () => {
    const { store } = setup();
    for (const id of ['kept', 'changed', 'removed']) store.put(sample(id));
    const part = store.collect();
    store.put(sample('changed', 'completed', 7));
    store.remove(['removed']);
    store.refused(part);
    const again = store.collect();
    expect(again.runs.map(({ run }) => run)).toEqual([sample('kept'), sample('changed', 'completed', 7)]);
    expect(again.remove).toEqual(['removed']);
    store.refused(again);
    expect(store.collect().remove).toEqual(['removed']);
  });

  it('tells of every change until it is told to stop', () => {
    const { store } = setup();
    let calls = 0;
    const stop = store.subscribe(() => calls++);
    store.put(sample('a'));
    store.remove(['a', 'nobody']);
    store.remove(['a']);
    expect(calls).toBe(2);
    stop();
    store.put(sample('a'));
    expect(calls).toBe(2);
  });

  it('leaves out what was removed while the database was asked', async () => {
    const { store, write } = setup(0);
    store.put(sample('a'));
    write();
    const answer = store.fetch(['a']);
    store.remove(['a']);
    expect(await answer).toEqual([]);
  });
});
