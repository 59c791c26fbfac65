import { encodeOtlp } from '../formats/otlp/encode.ts';
import { createRedactor } from '../formats/redact.ts';
import type { Settings } from '../messages/panel.ts';
import { type Header, type OutboxStatus, tracesUrl } from '../model/collector.ts';
import { BACKGROUND_LIMITS } from '../model/limits.ts';
import { isOver, type Run, type RunHead } from '../model/run.ts';
import { isAllowed } from '../model/site.ts';
import type { Alarms, Clock, KeyValues, Post, Posted } from '../platform/types.ts';
import type { Database, OutboxRow } from './rows.ts';
import type { RunStore } from './run-store.ts';

/** A run is sent this long after it ended at the soonest: late news of it should be in it. */
export const SETTLE_MS = 2_000;
/** After the first failure; twice as long after each further one, up to an hour. */
export const FIRST_RETRY_MS = 60_000;
export const LAST_RETRY_MS = 3_600_000;
export const OUTBOX_ALARM = 'outbox';
const ALARM_SECONDS = 60;
const RETRY_KEY = 'outbox-retry';
/** What the protocol says to try again; authorization and address too, because the user may mend them. */
const AGAIN = new Set([401, 403, 404, 408, 429, 500, 502, 503, 504]);

export interface OutboxContext {
  readonly database: Pick<Database, 'outbox' | 'writeOutbox'>;
  readonly store: RunStore;
  readonly clock: Clock;
  readonly alarms: Alarms;
  readonly post: Post;
  readonly values: KeyValues;
  settings(): Settings;
  headers(): readonly Header[];
  /** The status has changed. */
  changed(): void;
}

export interface Outbox {
  /** Reads what waits, and takes what was recorded while nobody looked. The store must be loaded. Never rejects. */
  load(): Promise<void>;
  /** A run may be over now. */
  consider(id: string): void;
  settingsChanged(): void;
  /** The alarm rang. */
  retry(): void;
  /** undefined while it is off and nothing is known. */
  status(): OutboxStatus | undefined;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

/**
 * Finished runs on their way to a collector: at most once each, kept in the database until they are there.
 *
 *   over -> waiting -> (written) sending -> 2xx: sent · 400, 413, ...: lost · else: waiting, later
 *                          \-- the browser ends us: unsure
 *
 * One request a run, one at a time, so that the fate of each is known.
 */
export function createOutbox(context: OutboxContext): Outbox {
  const { database, store, clock, alarms, settings } = context;
  const rows = new Map<string, OutboxRow>();
  let work: Promise<void> = Promise.resolve();
  /** Kept in `values`: an alarm wakes a worker that would know nothing of it. */
  let [failures, retryMs] = [0, 0];
  let lastMs: number | undefined;
  let error: string | undefined;

  /** What was seen last of what the user says: other settings are none of ours. */
  let seen: { readonly collector?: Settings['collector']; readonly headers?: readonly Header[] } = {};
  let due = false;

  /** Sends a moment from now. */
  function settle(): void {
    if (due) return;
    due = true;
    clock.after(SETTLE_MS, () => {
      due = false;
      void queue(sendAll);
    });
  }

  function queue(task: () => Promise<void>): Promise<void> {
    work = work.then(task).catch((cause: unknown) => {
      error = `the store of what waits failed (${cause instanceof Error ? cause.name : cause})`;
      context.changed();
    });
    return work;
  }

  function isWanted(head: RunHead): boolean {
    const { on, sites, sinceMs } = settings().collector;
    const beganMs = (head.startUs + (head.clockOffsetUs ?? 0)) / 1000;
    return on && isOver(head.status) && !rows.has(head.id) && beganMs >= sinceMs && isAllowed(head.origin, sites);
  }

  function putOff(times: number, untilMs: number): void {
    if (times === failures && untilMs === retryMs) return;
    [failures, retryMs] = [times, untilMs];
    context.values.set(RETRY_KEY, [times, untilMs]).catch(() => {});
  }

  async function put(changed: readonly OutboxRow[], remove: readonly string[] = []): Promise<void> {
    // Written first: what cannot be written stays as it was, and is tried again.
    if (changed.length + remove.length > 0) await database.writeOutbox(changed, remove);
    for (const row of changed) rows.set(row.id, row);
    for (const id of remove) rows.delete(id);
    context.changed();
  }

  /** Oldest first. */
  function waiting(): OutboxRow[] {
    return [...rows.values()].filter(({ state }) => state === 'waiting').sort((a, b) => a.atMs - b.atMs);
  }

  async function enqueue(ids: readonly string[]): Promise<void> {
    const fresh = ids.filter((id) => {
      const stored = store.head(id);
      return stored !== undefined && stored.home === undefined && isWanted(stored.head);
    });
    if (fresh.length === 0) return;
    await put(fresh.map((id) => ({ id, state: 'waiting', atMs: clock.now() })));
    const queued = waiting();
    await put(
      queued
        .slice(0, Math.max(0, queued.length - BACKGROUND_LIMITS.waitingRuns))
        .map((row) => ({ ...row, state: 'lost' })),
    );
    goOn();
  }

  function goOn(): void {
    void alarms.every(OUTBOX_ALARM, ALARM_SECONDS).catch(() => {});
    settle();
  }

  async function sendAll(): Promise<void> {
    for (const row of waiting()) {
      const url = tracesUrl(settings().collector.url);
      if (!settings().collector.on || url === undefined || clock.now() < retryMs) return;
      if (!(await sendOne(row, url))) return;
    }
    if (waiting().length === 0) alarms.clear(OUTBOX_ALARM);
  }

  /** False when the others have to wait. */
  async function sendOne(row: OutboxRow, url: string): Promise<boolean> {
    const [run] = await store.fetch([row.id]);
    if (!run) {
      await put([], [row.id]);
      return true;
    }
    await put([{ ...row, state: 'sending' }]);
    const headers = context.headers();
    const posted = await context.post(url, headers, bodyOf(run));
    const taken = 'status' in posted && posted.status >= 200 && posted.status < 300;
    const again = !('status' in posted) || AGAIN.has(posted.status);
    error = taken ? refusedSpans(posted.text, headers) : wordsOf(posted, headers);
    if (taken) lastMs = clock.now();
    if (taken || !again) {
      putOff(0, 0);
      await put([{ ...row, state: taken ? 'sent' : 'lost' }]);
      return true;
    }
    const wait = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures);
    const asked = 'status' in posted ? (posted.retryAfterS ?? 0) * 1000 : 0;
    putOff(failures + 1, clock.now() + Math.max(wait, Math.min(LAST_RETRY_MS, asked)));
    await put([{ ...row, state: 'waiting' }]);
    return false;
  }

  function bodyOf(run: Run): string {
    return [...encodeOtlp([createRedactor(settings().collector.keep)(run)])].join('');
  }

  store.onChange(({ removed = [] }) => {
    const gone = removed.filter((id) => rows.has(id));
    if (gone.length > 0) void queue(() => put([], gone));
  });

  return {
    load: () =>
      queue(async () => {
        const known = new Set(store.heads().map(({ head }) => head.id));
        const [found, kept] = await Promise.all([
          database.outbox(),
          context.values.get(RETRY_KEY).catch(() => undefined),
        ]);
        [failures, retryMs] = readRetry(kept, clock.now());
        seen = { collector: settings().collector, headers: context.headers() };
        for (const row of found) rows.set(row.id, row);
        const unsure = found
          .filter(({ state }) => state === 'sending')
          .map((row) => ({ ...row, state: 'unsure' as const }));
        await put(
          unsure,
          found.filter(({ id }) => !known.has(id)).map(({ id }) => id),
        );
        await enqueue([...known]);
        if (waiting().length > 0) goOn();
      }),
    consider(id) {
      // Behind what is under way: what was there before may still be being read.
      if (settings().collector.on) void queue(() => enqueue([id]));
    },
    settingsChanged() {
      const { collector } = settings();
      if (collector === seen.collector && context.headers() === seen.headers) return;
      seen = { collector, headers: context.headers() };
      putOff(0, 0);
      error = undefined;
      if (collector.on) return settle();
      // Off: nothing leaves any more, neither now nor when it is switched on again.
      const ids = waiting().map(({ id }) => id);
      if (ids.length > 0) void queue(() => put([], ids));
      alarms.clear(OUTBOX_ALARM);
    },
    retry: () => void queue(sendAll),
    status() {
      if (!settings().collector.on) return undefined;
      const count = { waiting: 0, sending: 0, sent: 0, unsure: 0, lost: 0 };
      for (const { state } of rows.values()) count[state]++;
      const { sending, ...rest } = count;
      return {
        ...rest,
        waiting: rest.waiting + sending,
        headers: context.headers().map(([name]) => name),
        ...(lastMs !== undefined && { lastMs }),
        ...(retryMs > clock.now() && { retryMs }),
        ...(error !== undefined && { error }),
      };
    },
    async idle() {
      let last: Promise<void> | undefined;
      while (last !== work) {
        last = work;
        await last;
      }
    },
  };
}

/** Failures in a row, and not before when the next try is made. Later than the longest wait was written by a clock that was wrong. */
function readRetry(stored: unknown, nowMs: number): [number, number] {
  const [times, untilMs] = Array.isArray(stored) ? (stored as unknown[]) : [];
  if (!Number.isInteger(times) || typeof untilMs !== 'number') return [0, 0];
  return [Math.max(0, Math.min(20, times as number)), Math.min(untilMs, nowMs + LAST_RETRY_MS)];
}

/** Shortest part of a header's value that is taken for a secret by itself: "Bearer" is none, and is no loss. */
const SECRET = 6;

/** What a collector said, without the headers that it was sent: some say them back, and they are shown to nobody. At most 200 characters. */
function saidBy(text: string, headers: readonly Header[]): string {
  const values = headers.flatMap(([, value]) => [value, ...value.split(/[\s,;=:"']+/)]);
  const secrets = values.filter((value) => value.length >= SECRET).sort((a, b) => b.length - a.length);
  // Cut last: half of a secret would not be found.
  const bare = secrets.reduce((left, secret) => left.replaceAll(secret, '…'), text);
  return bare.replaceAll(/\s+/g, ' ').trim().slice(0, 200);
}

/** What came of a request, for people. */
export function wordsOf(posted: Posted, headers: readonly Header[]): string {
  if (!('status' in posted)) return posted.failed;
  const said = saidBy(posted.text, headers);
  return `it answered ${posted.status}${said === '' ? '' : `: ${said}`}`;
}

/** A collector that took the request may have refused spans of it (OTLP: partial success). Sending them again would be refused again. */
function refusedSpans(text: string, headers: readonly Header[]): string | undefined {
  try {
    const partial = (JSON.parse(text) as { partialSuccess?: { rejectedSpans?: unknown; errorMessage?: unknown } })
      .partialSuccess;
    const count = Number(partial?.rejectedSpans ?? 0);
    return count > 0 ? `it refused ${count} spans: ${saidBy(String(partial?.errorMessage ?? ''), headers)}` : undefined;
  } catch {
    return undefined;
  }
}
