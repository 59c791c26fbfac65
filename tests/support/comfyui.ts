/** ComfyUI traffic written by hand: frames as Python writes them, and a page that plays them. */
import { comfyui } from '../../src/editors/comfyui/index.ts';
import type { HttpPart, Reducer } from '../../src/editors/editor.ts';
import type { TrafficRecord } from '../../src/model/record.ts';
import type { Run } from '../../src/model/run.ts';
import type { Micros } from '../../src/model/time.ts';
import { createPipeline, type Pipeline } from '../../src/profiler/pipeline.ts';

export const T0 = 1_795_000_000_000;
/** `t` milliseconds after T0, on the page's clock. */
export const at = (ms: number) => ((T0 + ms) * 1000) as Micros;

/** `json.dumps`: a blank behind each comma and colon. */
export function python(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(python).join(', ')}]`;
  if (typeof value !== 'object' || value === null) {
    return JSON.stringify(value).replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  }
  return `{${Object.entries(value)
    .map(([key, of]) => `${python(key)}: ${python(of)}`)
    .join(', ')}}`;
}

export const message = (type: string, data: object) => python({ type, data });

/** `{id: 'running' | 'finished' | [state, parent]}` as a progress_state. */
export function snapshot(run: string, nodes: Readonly<Record<string, string | readonly [string, string]>>): string {
  const of = Object.entries(nodes).map(([id, told]) => {
    const [state, parent] = typeof told === 'string' ? [told, null] : told;
    const ids = { node_id: id, prompt_id: run, display_node_id: id, parent_node_id: parent, real_node_id: id };
    return [id, { value: 0.5, max: 1.5, state, ...ids }] as const;
  });
  return message('progress_state', { prompt_id: run, nodes: Object.fromEntries(of) });
}

export interface Page {
  /** A frame on socket `link`. */
  says(ms: number, data: string | Uint8Array, link?: number): readonly TrafficRecord[];
  /** A request and its answer. */
  asks(
    ms: number,
    path: string,
    body: unknown,
    answer: unknown,
    more?: { took?: number; status?: number; get?: true },
  ): void;
  closes(ms: number, link: number): void;
  settle(ms: number, final?: boolean): void;
  readonly records: readonly TrafficRecord[];
  readonly pipeline: Pipeline;
  run(index?: number): Run;
}

export function page(): Page {
  const pipeline = createPipeline({ origin: 'http://localhost:8188', epoch: 'e' });
  const reducers = new Map<number, Reducer>();
  const records: TrafficRecord[] = [];
  let links = 100;
  function feed(list: readonly TrafficRecord[]): readonly TrafficRecord[] {
    records.push(...list);
    pipeline.feed(list);
    return list;
  }
  return {
    says(ms, data, link = 1) {
      const reducer = reducers.get(link) ?? comfyui.createReducer();
      reducers.set(link, reducer);
      return feed(reducer.reduce({ link, transport: 'websocket', url: 'ws://x/ws', dir: 'in', data, t: at(ms) }));
    },
    asks(ms, path, body, answer, { took = 5, status = 200, get } = {}) {
      const reducer = comfyui.createReducer();
      const link = links++;
      const step = (part: HttpPart, data: string, t: number) =>
        feed(
          reducer.reduce({
            ...{
              link,
              transport: 'http',
              url: `http://x${path}`,
              dir: part === 'request' ? 'out' : 'in',
              data,
              t: at(t),
            },
            http: { part, method: get ? 'GET' : 'POST', ...(part === 'request' ? {} : { status }) },
          }),
        );
      step('request', body === undefined ? '' : JSON.stringify(body), ms);
      step('body', answer === undefined ? '' : python(answer), ms + took);
    },
    closes(ms, link) {
      feed([{ k: 'link', what: 'close', transport: 'websocket', where: 'x/ws', t: at(ms), link }]);
    },
    settle: (ms, final = false) => void pipeline.settle(at(ms), final),
    records,
    pipeline,
    run(index = 0) {
      const run = pipeline.runs()[index];
      if (!run) throw new Error('no run');
      return run;
    },
  };
}

/** `{id: [class, title, ...sources]}` as the body of POST /prompt. */
export function prompt(
  nodes: Readonly<Record<string, readonly [string, string, ...string[]]>>,
  more: object = {},
): object {
  const of = Object.entries(nodes).map(([id, [class_type, title, ...from]]) => {
    const inputs = Object.fromEntries(from.map((source, i) => [`in${i}`, [source, 0]]));
    return [id, { class_type, inputs, _meta: { title } }] as const;
  });
  return { client_id: 'c', prompt: Object.fromEntries(of), extra_data: {}, ...more };
}

/** The frames that open and close a run, the server's clock `skew` ms behind the page's. */
export const start = (run: string, ms: number) => message('execution_start', { prompt_id: run, timestamp: T0 + ms });
export const cached = (run: string, ms: number, nodes: readonly string[] = []) =>
  message('execution_cached', { nodes, prompt_id: run, timestamp: T0 + ms });
export const success = (run: string, ms: number) =>
  message('execution_success', { prompt_id: run, timestamp: T0 + ms });
export const executing = (run: string, node: string | null) =>
  message('executing', node === null ? { node, prompt_id: run } : { node, display_node: node, prompt_id: run });
export const queue = (n: number) => message('status', { status: { exec_info: { queue_remaining: n } } });
