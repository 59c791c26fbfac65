import type { Run } from '../model/run.ts';

/**
 * Where profiles are kept, as the library sees it: the background's IndexedDB store, the panel's mirror of it and a plain
 * array in Node are all this. Reads are synchronous over what is at hand; `subscribe` tells of every change.
 */
export interface ProfileStore {
  /** Newest first (by startUs, then id). */
  runs(): readonly Run[];
  get(id: string): Run | undefined;
  /** Calls back after each change; returns the function that stops it. */
  subscribe(listener: () => void): () => void;
}

/** The writing half. Only the background, the CLI and tests hold one. */
export interface WritableProfileStore extends ProfileStore {
  /** Adds or replaces by id. */
  put(run: Run): void;
  remove(ids: readonly string[]): void;
}
