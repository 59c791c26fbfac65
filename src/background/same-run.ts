import { isOver, type Run, type RunHead } from '../model/run.ts';

/** One run is stamped by its server once: what a push says of its start and what the database row says lie this near (n8n: 0-90 ms). */
const APART_US = 2_000_000;

/**
 * True when both are the same run, seen by two documents: recorded live, then opened again from the editor's list of past runs after a
 * reload. Only where the server's own stamps say so: ids alone begin anew when a server's database does.
 */
export function isSameRun(a: RunHead | Run, b: RunHead | Run): boolean {
  return (
    a.serverId !== '' &&
    a.serverId === b.serverId &&
    a.editor === b.editor &&
    a.origin === b.origin &&
    a.workflow.id === b.workflow.id &&
    a.clock === 'server' &&
    b.clock === 'server' &&
    Math.abs(a.startUs - b.startUs) <= APART_US
  );
}

/** True when what is known already should stay: it was seen to its end and completely, or the new one was not either. */
export function isKnownBetter(known: RunHead, fresh: Run): boolean {
  const complete = (run: RunHead | Run): boolean => isOver(run.status) && run.status !== 'cut' && !run.partial?.length;
  return complete(known) || !complete(fresh);
}
