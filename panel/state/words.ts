/** Model words in the panel's words. */
import type { Wait } from '../../src/model/run.ts';
import type { Clock } from '../../src/model/time.ts';

const CLOCKS: Readonly<Record<Clock, string>> = {
  server: "server's clock",
  'server-duration': "server's durations",
  arrival: 'arrival in the page',
  worker: "worker's clock",
};

export function clockWords(clock: Clock): string {
  return CLOCKS[clock];
}

const WAITS: Readonly<Record<Wait['kind'], string>> = {
  queue: 'for a free worker',
  input: 'for its inputs',
  external: 'parked, for something outside',
};

export function waitWords(kind: Wait['kind']): string {
  return WAITS[kind];
}
