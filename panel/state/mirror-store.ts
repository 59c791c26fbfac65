import { effect, type ReadonlySignal } from '@preact/signals';
import type { Run } from '../../src/model/run.ts';
import type { ProfileStore } from '../../src/profiler/store.ts';
import type { Mirror } from './mirror.ts';

/** The library's view of the mirror: every run the panel holds in full, newest first. */
export function createMirrorStore(mirror: ReadonlySignal<Mirror | undefined>): ProfileStore {
  let of: Mirror | undefined;
  let runs: readonly Run[] = [];
  const read = (): readonly Run[] => {
    const now = mirror.value;
    if (now !== of) {
      of = now;
      runs = now ? now.heads.flatMap((h) => now.runs.get(h.id) ?? []) : [];
    }
    return runs;
  };
  return {
    runs: read,
    get: (id) => mirror.value?.runs.get(id),
    subscribe: (listener) => {
      let first = true;
      return effect(() => {
        mirror.value;
        if (first) first = false;
        else listener();
      });
    },
  };
}
