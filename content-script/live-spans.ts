import type { LiveSpan } from '../src/messages/relay.ts';

/** Chromium's own extension of the console, from 134 on: a span on a track of its own. Others take the name only. */
type TimeStamp = (
  name: string,
  startMs: number,
  endMs: number,
  track: string,
  group: string,
  colour: 'primary' | 'error',
) => void;

/**
 * Shows spans in the browser's Performance panel, if that is recording. Unlike `performance.measure` it leaves nothing behind that the
 * page could find. Nothing happens where the browser does not know it.
 */
export function showSpans(spans: readonly LiveSpan[]): void {
  const { timeStamp } = console as unknown as { readonly timeStamp?: TimeStamp };
  if (timeStamp === undefined) return;
  const toMs = (us: number): number => us / 1000 - performance.timeOrigin;
  for (const { name, track, startUs, endUs, failed } of spans)
    timeStamp.call(console, name, toMs(startUs), toMs(endUs), track, 'Longpole', failed ? 'error' : 'primary');
}
