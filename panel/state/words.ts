/** Model words in the panel's words. */
import { type Analysis, lengthOfRun, wrongLength } from '../../src/analysis/index.ts';
import { formatDuration, formatMeasured } from '../../src/drawing/format.ts';
import { isOver, type NodeRun, type Run, type RunHead, type Wait } from '../../src/model/run.ts';
import type { Clock } from '../../src/model/time.ts';

const CLOCKS: Readonly<Record<Clock, string>> = {
  server: "server's clock",
  'server-duration': "server's durations",
  arrival: 'arrival in the page',
  worker: 'precise clock',
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

/** With or without its hyphens. */
const UUID = /^[\da-f]{8}-?(?:[\da-f]{4}-?){3}[\da-f]{12}$/i;

/** What to call a workflow: its name, else its id; of a UUID (ComfyUI sends no name) the eight digits that tell it from others. */
export function workflowName({ name, id }: Run['workflow']): string {
  return name || (UUID.test(id) ? `workflow ${id.slice(0, 8)}` : id) || 'unnamed workflow';
}

/** How long a run took, or took so far, as far as that is known. */
export function lengthWords(analysis: Pick<Analysis, 'run' | 'summary'>): string {
  const length = lengthOfRun(analysis);
  if (length.known === 'nothing') return 'Length not known';
  return `${length.known === 'bound' ? '≤ ' : ''}${formatDuration(length.us)}`;
}

/** How long a run took that has ended; its end is absent, or its times cannot be: then in words. */
export function runLength(run: Run | RunHead): string {
  if (run.endUs === undefined) return '';
  return wrongLength(run) === undefined ? formatDuration(run.endUs - run.startUs) : 'length not known';
}

/** How long a node took from start to end, as of `now`. What never told its end took at most as long as the run went on. */
export function nodeSpan(node: NodeRun & { readonly startUs: number }, run: Run, now: number): string {
  const us = (node.endUs ?? now) - node.startUs;
  if (node.endUs !== undefined) return formatMeasured(us, run.resolutionUs);
  return isOver(run.status) ? `at most ${formatDuration(us)}` : formatDuration(us);
}
