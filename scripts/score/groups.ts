import type { TruthNode, TruthRun } from './truth.ts';

/**
 * What is scored together. Bars are for `plain`; the others are rows of their own, because what the wire can tell of them is a
 * bound (tests/captures/README.md) or because the page was slow to see it.
 */
export type Group =
  | 'plain'
  | 'hidden async'
  | 'expanders'
  | 'list-mapped'
  | 'cut by a reconnect'
  | 'browser'
  | 'wire times only'
  | 'user code';

/** An async node's end counts as hidden when a synchronous node was at work or ended at most this long before. */
const BEHIND_US = 5_000;

/** What a whole recording belongs to. */
export function groupOfCapture(folder: string, name: string, wire: boolean): Group {
  if (wire) return 'wire times only';
  // Recorded in a real page, on its own clock.
  if (folder === 'page-clock' || /^2\d-/.test(name)) return 'browser';
  return /reconnect/.test(name) ? 'cut by a reconnect' : 'plain';
}

/** The group of one node of a truth. */
export function groupOf(folder: string, name: string, run: TruthRun, node: TruthNode): Group {
  const whole = groupOfCapture(folder, name, run.wire);
  if (whole !== 'plain') return whole;
  if (folder === 'n8n' && node.whose === 'code') return 'user code';
  if (node.listed) return 'list-mapped';
  if (run.nodes.some((n) => n.id.startsWith(`${node.id}.0.`))) return 'expanders';
  return isHidden(run, node) ? 'hidden async' : 'plain';
}

/** ComfyUI's executor hears of an async node's end only when no synchronous node holds its thread. */
function isHidden(run: TruthRun, { type, endUs }: TruthNode): boolean {
  if (!isAsync(type) || endUs === undefined) return false;
  return run.nodes.some(
    (n) =>
      !isAsync(n.type) &&
      n.startUs !== undefined &&
      n.endUs !== undefined &&
      n.startUs - BEHIND_US < endUs &&
      endUs < n.endUs + BEHIND_US,
  );
}

/** Of the lab nodes that the recordings were made with. */
function isAsync(type: string): boolean {
  return type.includes('Async');
}
