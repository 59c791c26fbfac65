/** What the pictures show, in words for a screen reader. Pure. */
import { formatUncertainty, speakDuration } from '../../src/drawing/format.ts';
import { nodeName, type Row } from '../../src/drawing/rows.ts';
import type { NodeRun } from '../../src/model/run.ts';

/** Time between a node's inputs being there and its start, plus waits before it, microseconds. */
export function waitedBefore(node: NodeRun, nowUs: number): number {
  const until = node.startUs ?? nowUs;
  if (node.readyUs !== undefined) return Math.max(0, until - node.readyUs);
  return node.waits.reduce((sum, w) => sum + Math.max(0, Math.min(w.endUs, until) - w.startUs), 0);
}

/** "Upscale, 4.2 seconds, critical, waited 1.8 seconds, failed". */
export function speakRow(row: Row, critical: boolean, nowUs: number, originUs: number): string {
  const { node } = row;
  const words = [nodeName(node)];
  if (node.startUs === undefined) words.push(row.kind === 'ghost' ? 'has not started' : `${node.status}, did not run`);
  else {
    words.push(speakDuration((node.endUs ?? nowUs) - node.startUs));
    words.push(`from ${speakDuration(node.startUs - originUs)}`);
    if (node.endUs === undefined) words.push('still running');
    const pm = formatUncertainty(node.uncertaintyUs);
    if (pm) words.push(pm);
  }
  if (critical) words.push('critical');
  const waited = waitedBefore(node, nowUs);
  if (waited > 0) words.push(`waited ${speakDuration(waited)}`);
  if (node.startUs !== undefined && node.status !== 'success' && node.status !== 'running') words.push(node.status);
  return words.join(', ');
}
