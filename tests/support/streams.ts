import type { CaptureRow } from '../../src/formats/capture.ts';
import type { NodeRun, Run } from '../../src/model/run.ts';
import { fromMillis, type Micros } from '../../src/model/time.ts';

/** Epoch milliseconds of `at` 0 in hand-made traffic. */
export const T0 = 1_780_000_000_000;

export const us = (ms: number): Micros => fromMillis(T0 + ms);

let line = 0;
const head = (at: number, url: string) => ({ line: ++line, t: us(at), url });

/** A plain request and its answer. */
export function exchange(
  [at, until]: readonly [number, number],
  method: string,
  url: string,
  answer: unknown,
  body = '',
  status = 200,
): CaptureRow[] {
  return [
    { row: 'http', ...head(at, url), phase: 'request', method, data: body },
    { row: 'http', ...head(until, url), phase: 'response', method, status, data: textOf(answer) },
  ];
}

/** A request with a streaming answer: its pieces with the time each was read. `over`: when it ended; absent: it goes on. */
export function stream(
  at: number,
  method: string,
  url: string,
  body: string,
  pieces: readonly (readonly [at: number, text: string])[],
  over?: number,
  status = 200,
): CaptureRow[] {
  const first = pieces[0]?.[0] ?? over ?? at;
  return [
    { row: 'http', ...head(at, url), phase: 'request', method, data: body },
    { row: 'http', ...head(first, url), phase: 'response-headers', method, status, data: '' },
    ...pieces.map(([t, data]): CaptureRow => ({ row: 'message', ...head(t, url), transport: 'http', dir: 'in', data })),
    ...(over === undefined
      ? []
      : [{ row: 'http' as const, ...head(over, url), phase: 'stream-end', method, data: '' }]),
  ];
}

function textOf(answer: unknown): string {
  return typeof answer === 'string' ? answer : JSON.stringify(answer);
}

/** A run in short: head, then a line a node; milliseconds after T0. */
export function shortly(run: Run | undefined): readonly string[] {
  if (!run) return ['no run'];
  const ms = (t: number | undefined): string => (t === undefined ? '?' : String((t - T0 * 1000) / 1000));
  const node = (n: NodeRun): string =>
    [
      `${n.id}${n.instance > 0 ? `#${n.instance}` : ''} ${n.status}`,
      ...(n.startUs === undefined ? [] : [`${ms(n.startUs)}-${ms(n.endUs)}`]),
      ...(n.parent ? [`in ${n.parent.id}${n.parent.instance > 0 ? `#${n.parent.instance}` : ''}`] : []),
    ].join(' ');
  return [`${run.status} ${ms(run.startUs)}-${ms(run.endUs)}`, ...run.nodes.map(node)];
}
