/** Streams that a page is played at full speed, to measure what watching them costs. */
import { comfyuiFrames } from './comfyui-frames.ts';
import { n8nFrames } from './n8n-frames.ts';
import { nodetoolTraffic } from './nodetool-frames.ts';

export type Payload = string | Uint8Array;

export interface PageTraffic {
  readonly name: string;
  /** What the page says first. */
  readonly requests: readonly Uint8Array[];
  readonly frames: readonly Payload[];
}

/** A run of 322 nodes of ComfyUI: 20.7 MB of snapshots. */
export function comfyuiTraffic(nodes = 322): PageTraffic {
  return { name: `ComfyUI, ${nodes} nodes`, requests: [], frames: comfyuiFrames(nodes) };
}

/** Runs of 151 nodes of NodeTool, one after another. */
export function nodetoolRuns(nodes = 151, runs = 20): PageTraffic {
  const all = Array.from({ length: runs }, (_, i) => nodetoolTraffic(nodes, 8, `run-${i}`));
  return {
    name: `NodeTool, ${nodes} nodes, ${runs} runs`,
    requests: all.map(({ request }) => request),
    frames: all.flatMap(({ frames }) => frames),
  };
}

/** A run of 46 nodes of n8n, each with an output of 2 MB. */
export function n8nTraffic(nodes = 46, bytes = 2 << 20): PageTraffic {
  return {
    name: `n8n, ${nodes} nodes, outputs of ${Math.round(bytes / 1e5) / 10} MB`,
    requests: [],
    frames: n8nFrames(nodes, bytes),
  };
}

/** A long sampling of ComfyUI: a step of a node in each frame, ten nodes in turn. */
export function smallFrames(count = 50_000): PageTraffic {
  const run = '7f1d0a3e-5b7c-4a52-9c3c-2d8a6f0e91b4';
  const stamp = 1_795_332_652_230;
  const frames = [
    `{"type": "execution_start", "data": {"prompt_id": "${run}", "timestamp": ${stamp}}}`,
    ...Array.from({ length: count }, (_, i) => {
      const node = 1 + Math.floor(i / (count / 10));
      return `{"type": "progress", "data": {"value": ${(i % 1_000) + 1}, "max": 1000, "prompt_id": "${run}", "node": "${node}"}}`;
    }),
    `{"type": "execution_success", "data": {"prompt_id": "${run}", "timestamp": ${stamp + 60_000}}}`,
  ];
  return { name: `${count} small frames`, requests: [], frames };
}

/** Bytes of all frames, or characters of text. */
export function sizeOfAll(frames: readonly Payload[]): number {
  return frames.reduce((sum, frame) => sum + frame.length, 0);
}
