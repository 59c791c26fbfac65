import type { LiveSpan } from '../messages/relay.ts';
import { BACKGROUND_LIMITS, RELAY_LIMITS } from '../model/limits.ts';
import { isOver, type NodeRun, type Run } from '../model/run.ts';
import type { Clock } from '../platform/types.ts';

/** What ended longer ago than that was shown when it ended. */
const RECENT_MS = 5_000;

export interface LiveSpans {
  /** News of a run: what of it ended since the last time is shown in the page it was seen in. */
  show(run: Run, epoch: string): void;
}

/**
 * Nodes that have ended, for the browser's Performance panel while that records. Each instance once, with the times of the profile: of a
 * server's clock of which the offset is not known nobody could say where in the recording they lie, so those are not shown.
 */
export function createLiveSpans(
  isOn: () => boolean,
  clock: Pick<Clock, 'now'>,
  send: (epoch: string, spans: readonly LiveSpan[]) => void,
): LiveSpans {
  /** Keys of instances that were shown, by run; the newest run last. */
  const shown = new Map<string, Set<string>>();

  function known(run: Run): Set<string> {
    const keys = shown.get(run.id) ?? longOver(run);
    shown.delete(run.id);
    shown.set(run.id, keys);
    const [oldest] = shown.keys();
    if (shown.size > BACKGROUND_LIMITS.shownRuns && oldest !== undefined) shown.delete(oldest);
    return keys;
  }

  /** Seen for the first time: a worker that has just started does not know what the one before it has shown. */
  function longOver(run: Run): Set<string> {
    const { clockOffsetUs = 0 } = run;
    const beforeUs = (clock.now() - RECENT_MS) * 1000 - clockOffsetUs;
    return new Set(run.nodes.filter(({ endUs }) => endUs !== undefined && endUs < beforeUs).map(keyOf));
  }

  return {
    show(run, epoch) {
      if (!isOn() || (run.clock === 'server' && run.clockOffsetUs === undefined)) return;
      const keys = known(run);
      const spans: LiveSpan[] = [];
      const add = (key: string, span: LiveSpan | undefined): void => {
        if (!span || keys.has(key)) return;
        keys.add(key);
        spans.push(span);
      };
      for (const node of run.nodes) add(keyOf(node), spanOf(node, run));
      if (isOver(run.status)) add('', wholeOf(run));
      for (let i = 0; i < spans.length; i += RELAY_LIMITS.liveSpans)
        send(epoch, spans.slice(i, i + RELAY_LIMITS.liveSpans));
    },
  };
}

function keyOf({ id, instance }: NodeRun): string {
  return `${id}#${instance}`;
}

function spanOf(node: NodeRun, run: Run): LiveSpan | undefined {
  const { startUs, endUs } = node;
  if (startUs === undefined || endUs === undefined || endUs < startUs) return undefined;
  const name = (node.title || node.id).slice(0, RELAY_LIMITS.recordLabelChars);
  return { name, track: trackOf(run), ...placed(startUs, endUs, run), failed: node.status === 'error' };
}

function wholeOf(run: Run): LiveSpan | undefined {
  const { startUs, endUs } = run;
  if (endUs === undefined || endUs < startUs) return undefined;
  return { name: 'run', track: trackOf(run), ...placed(startUs, endUs, run), failed: run.status === 'error' };
}

/** By the clock of this machine. */
function placed(startUs: number, endUs: number, { clockOffsetUs = 0 }: Run): Pick<LiveSpan, 'startUs' | 'endUs'> {
  return { startUs: Math.round(startUs + clockOffsetUs), endUs: Math.round(endUs + clockOffsetUs) };
}

function trackOf({ workflow }: Run): string {
  return (workflow.name || workflow.id || 'workflow').slice(0, RELAY_LIMITS.recordLabelChars);
}
