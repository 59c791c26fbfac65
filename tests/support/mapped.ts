/** A conversation with an editor that a mapping describes, without a browser. */
import { openConnection } from '../../src/editors/connection.ts';
import { createMappedEditor } from '../../src/editors/custom/mapped.ts';
import type { Frame, HttpPart, PageEditor } from '../../src/editors/editor.ts';
import { openExchange } from '../../src/editors/exchange.ts';
import { decodeMapping, problemText } from '../../src/formats/mapping.ts';
import type { Mapping } from '../../src/model/mapping.ts';
import type { TrafficRecord } from '../../src/model/record.ts';
import type { Run } from '../../src/model/run.ts';
import type { Micros } from '../../src/model/time.ts';
import { createPipeline } from '../../src/profiler/pipeline.ts';

/** 2026-01-01T00:00:00Z, epoch milliseconds. */
export const T0 = 1_767_225_600_000;

/** A mapping from what a user would write; what is left out is the plainest. Throws with its problems. */
export function mappingOf(written: object): Mapping {
  const whole = {
    version: 1,
    name: 'Acme Flow',
    match: { transport: ['websocket'], url: 'localhost:9000/flow' },
    format: 'json',
    ...written,
  };
  const decoded = decodeMapping(whole);
  if (!decoded.ok) throw new Error(decoded.problems.map(problemText).join('\n'));
  return decoded.value;
}

/** A message and when it came, in milliseconds after T0. */
export type Timed = readonly [ms: number, message: unknown];

export function frameOf(ms: number, data: Frame['data'], rest: Partial<Frame> = {}): Frame {
  const t = ((T0 + ms) * 1000) as Micros;
  return { link: 1, transport: 'websocket', url: 'ws://localhost:9000/flow', dir: 'in', data, t, ...rest };
}

/** Records of a socket's messages. */
export function socketRecords(
  mapping: Mapping,
  messages: readonly Timed[],
  rest: Partial<Frame> = {},
): readonly TrafficRecord[] {
  const connection = openConnection([createMappedEditor(mapping)]);
  return messages.flatMap(([ms, message]) => {
    const data = typeof message === 'string' || message instanceof Uint8Array ? message : JSON.stringify(message);
    return connection.take(frameOf(ms, data, rest));
  });
}

/** Records of HTTP exchanges, one after the other, on links 1, 2, ... */
export function httpRecords(
  editors: readonly PageEditor[],
  exchanges: readonly {
    readonly method: string;
    readonly url: string;
    readonly steps: readonly (readonly [number, HttpPart, string])[];
  }[],
): readonly TrafficRecord[] {
  return exchanges.flatMap(({ method, url, steps }, index) => {
    const exchange = openExchange(editors, { method, url });
    return steps.flatMap(([ms, part, data]) => {
      const dir = part === 'request' ? 'out' : 'in';
      const http = { part, method, status: 200 };
      const frame = { ...frameOf(ms, data), link: index + 1, transport: 'http' as const, url, dir, http } as const;
      return exchange?.take(frame) ?? [];
    });
  });
}

export function runsOf(records: readonly TrafficRecord[]): readonly Run[] {
  const pipeline = createPipeline({ origin: 'http://localhost:9000', epoch: 'e' });
  pipeline.feed(records);
  return pipeline.runs();
}

/** `id status start-end` of each node, in milliseconds after T0, and the run's. */
export function inShort(run: Run | undefined): readonly string[] {
  const ms = (us: number | undefined): string => (us === undefined ? '?' : String((us - T0 * 1000) / 1000));
  if (!run) return ['no run'];
  return [
    `${run.editorName ?? run.editor} ${run.status} ${ms(run.startUs)}-${ms(run.endUs)}`,
    ...run.nodes.map((n) => `${n.id} ${n.status} ${ms(n.startUs)}-${ms(n.endUs)}`),
  ];
}
