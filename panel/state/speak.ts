/** What the pictures show, in words for a screen reader. Pure. */
import { formatUncertainty, speakDuration } from '../../src/drawing/format.ts';
import type { Row } from '../../src/drawing/rows.ts';
import type { NodeRun } from '../../src/model/run.ts';

/** Waits below this are not spoken of: `speakDuration` would call them 0 milliseconds, and nobody waits for less. */
const SPOKEN_US = 1_000;

export interface Waited {
  /** Nothing to work on yet. */
  readonly inputUs: number;
  /** Its last input was there, it had not begun. */
  readonly readyUs: number;
  /** Held back by the engine or by something outside. */
  readonly heldUs: number;
}

/** What a node waited for before it began (or until now), microseconds. */
export function waitedBefore(node: NodeRun, nowUs: number): Waited {
  const until = node.startUs ?? nowUs;
  const sum = (waits: NodeRun['waits']): number =>
    waits.reduce((us, w) => us + Math.max(0, Math.min(w.endUs, until) - w.startUs), 0);
  return {
    inputUs: sum(node.waits.filter((w) => w.kind === 'input')),
    readyUs: node.readyUs === undefined ? 0 : Math.max(0, until - node.readyUs),
    heldUs: sum(node.waits.filter((w) => w.kind !== 'input')),
  };
}

/**
 * "Upscale Resize, 4.2 seconds, from 1 second, critical, waited 1.8 seconds for its inputs, failed". Begins with what is `shown` in the
 * row, so that who speaks to the browser can name it (WCAG 2.5.3).
 */
export function speakRow(
  row: Row,
  shown: string,
  { critical, nowUs, originUs }: { readonly critical: boolean; readonly nowUs: number; readonly originUs: number },
): string {
  const { node, fold } = row;
  if (fold?.what === 'loop') {
    const rounds = `${shown}, ${fold.count} rounds`;
    return `${rounds}, ${fold.open ? 'shown below' : 'put away'}${critical ? ', critical' : ''}`;
  }
  const words = [shown];
  if (fold) words.push(`${fold.count} nodes inside`);
  if (node.startUs === undefined) words.push(row.kind === 'ghost' ? 'has not started' : `${node.status}, did not run`);
  else {
    words.push(speakDuration((node.endUs ?? nowUs) - node.startUs));
    words.push(`from ${speakDuration(node.startUs - originUs)}`);
    if (node.endUs === undefined) words.push('still running');
    const pm = formatUncertainty(node.uncertaintyUs);
    if (pm) words.push(pm);
  }
  if (critical) words.push('critical');
  const { inputUs, readyUs, heldUs } = waitedBefore(node, nowUs);
  if (inputUs >= SPOKEN_US) words.push(`waited ${speakDuration(inputUs)} for its inputs`);
  if (readyUs + heldUs >= SPOKEN_US) words.push(`waited ${speakDuration(readyUs + heldUs)} although ready`);
  if (node.startUs !== undefined && node.status !== 'success' && node.status !== 'running') words.push(node.status);
  return words.join(', ');
}
