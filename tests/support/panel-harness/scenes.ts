/** What the panel can be shown with: real recorded traffic through the real pipeline, and made-up sizes. */
import { decodeCapture } from '../../../src/formats/capture.ts';
import type { TrafficRecord } from '../../../src/model/record.ts';
import type { NodeRun, Run } from '../../../src/model/run.ts';
import { micros } from '../../../src/model/time.ts';
import { analyseCapture } from '../../../src/profiler/capture-run.ts';

const CAPTURES = import.meta.glob('../../captures/*/*.jsonl', { query: '?raw', import: 'default' });

function base64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
}

/** Runs and records of a bundled capture: "n8n/loop", or the beginning of the name of one of NodeTool's ("t1-dag"). */
export async function capture(name: string): Promise<{ runs: readonly Run[]; records: readonly TrafficRecord[] }> {
  const wanted = `/${name.includes('/') ? name : `nodetool/${name}`}`;
  const keys = Object.keys(CAPTURES);
  const key = keys.find((k) => k.endsWith(`${wanted}.jsonl`)) ?? keys.find((k) => k.includes(wanted));
  const text = key && (await CAPTURES[key]?.());
  if (typeof text !== 'string') throw new Error(`no capture ${name}`);
  const rows = decodeCapture(text, base64);
  if (!rows.ok) throw new Error(`${rows.error} ${rows.where}`);
  return analyseCapture(rows.value.rows, { origin: 'http://localhost:3000' });
}

/** A layered graph of `count` nodes: each depends on two of the layer before. Deterministic. */
export function large(count: number, startUs: number): Run {
  let seed = 7;
  const random = (): number => {
    seed = (seed * 48271) % 0x7fffffff;
    return seed / 0x7fffffff;
  };
  const perLayer = 12;
  const nodes: NodeRun[] = [];
  const edges: [string, string, 'data'][] = [];
  const types = [
    'nodetool.image.Resize',
    'huggingface.text_to_image.StableDiffusionXL',
    'nodetool.text.Concat',
    'nodetool.audio.Trim',
  ];
  for (let i = 0; i < count; i++) {
    const layer = Math.floor(i / perLayer);
    const from = layer === 0 ? [] : [0, 1].map(() => (layer - 1) * perLayer + Math.floor(random() * perLayer));
    for (const f of new Set(from)) edges.push([`n${f}`, `n${i}`, 'data']);
    const readyUs = Math.max(startUs + 4000, ...from.map((f) => nodes[f]?.endUs ?? 0));
    const start = readyUs + Math.round(random() * 3000);
    const type = types[i % types.length] ?? '';
    nodes.push({
      id: `n${i}`,
      instance: 0,
      title:
        i % 5 === 4
          ? ''
          : `${['Load', 'Upscale', 'Blend', 'Detail', 'Refine the background of the portrait'][i % 5]} ${i}`,
      type,
      status: i % 97 === 96 ? 'error' : 'success',
      readyUs: micros(readyUs),
      startUs: micros(start),
      endUs: micros(start + 5000 + random() ** 4 * 900_000),
      uncertaintyUs: i % 9 === 0 ? [0, 60_000] : [1000, 3000],
      clock: 'arrival',
      waits: [],
      bytes: Math.round(random() ** 6 * 5e6),
    });
  }
  const endUs = Math.max(...nodes.map((n) => n.endUs ?? 0)) + 9000;
  return {
    id: `large-${count}-${startUs}`,
    serverId: 'large',
    editor: 'nodetool',
    origin: 'http://localhost:3000',
    workflow: { id: 'w-large', name: 'Portrait pipeline' },
    graphHash: `large${count}`,
    status: 'success',
    queuedUs: micros(startUs - 2200),
    startUs: micros(startUs),
    endUs: micros(endUs),
    clock: 'arrival',
    uncertaintyUs: [1000, 3000],
    resolutionUs: 1000,
    nodes,
    edges,
    events: 2104,
  };
}

/** The same records as if they came now: all times moved so that the first is `startUs`. */
export function shifted(records: readonly TrafficRecord[], startUs: number): TrafficRecord[] {
  const by = startUs - (records[0]?.t ?? 0);
  return records.map((r) => ({ ...r, t: micros(r.t + by) }));
}

/** The same run, all of it this much later. */
export function shiftedRun(run: Run, byUs: number): Run {
  const at = (t: number) => micros(t + byUs);
  const nodes = run.nodes.map((n) => ({
    ...n,
    ...(n.readyUs !== undefined && { readyUs: at(n.readyUs) }),
    ...(n.startUs !== undefined && { startUs: at(n.startUs) }),
    ...(n.endUs !== undefined && { endUs: at(n.endUs) }),
    waits: n.waits.map((w) => ({ ...w, startUs: at(w.startUs), endUs: at(w.endUs) })),
  }));
  return {
    ...run,
    ...(run.queuedUs !== undefined && { queuedUs: at(run.queuedUs) }),
    startUs: at(run.startUs),
    ...(run.endUs !== undefined && { endUs: at(run.endUs) }),
    nodes,
  };
}
