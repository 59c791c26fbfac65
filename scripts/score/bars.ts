/** What must hold, from the issue that asked for the score; a bar without anything to measure is missed. */
import type { EditorId } from '../../src/model/run.ts';
import type { CaptureScore } from './match.ts';
import type { Row } from './rows.ts';

export interface Bar {
  readonly name: string;
  readonly met: boolean;
  /** What was measured, in words. */
  readonly measured: string;
}

/** Largest median half-width of the +/-, milliseconds. */
const HALF_WIDTH: Partial<Record<EditorId, number>> = { comfyui: 10, nodetool: 20 };

/** Every bar, met or not. */
export function barsOf(rows: readonly Row[], scores: readonly CaptureScore[]): readonly Bar[] {
  const plain = (editor: EditorId) => rows.find((r) => r.editor === editor && r.group === 'plain' && !r.capture);
  const [comfyui, nodetool, n8n] = [plain('comfyui'), plain('nodetool'), plain('n8n')];
  const wrong = scores.flatMap((s) => s.statuses);
  const lost = scores.filter((s) => s.editor !== 'comfyui').flatMap((s) => [...s.missed, ...s.extra]);
  const [inComfyui, inNodetool] = [comfyui?.cover, nodetool?.cover];
  return [
    bar('ComfyUI plain: no node missed or extra', comfyui && [comfyui.missed + comfyui.extra, 0], ''),
    bar('ComfyUI plain: duration |error| p50', comfyui?.duration && [ms(comfyui.duration.p50), 4], ' ms'),
    bar('ComfyUI plain: duration |error| p90', comfyui?.duration && [ms(comfyui.duration.p90), 15], ' ms'),
    bar('n8n: largest |error| of a start or end', n8n?.both && [ms(n8n.both.max), 0], ' ms'),
    bar('NodeTool plain: |error| p50 of starts and ends', nodetool?.both && [ms(nodetool.both.p50), 15], ' ms'),
    bar('NodeTool plain: |error| p90 of starts and ends', nodetool?.both && [ms(nodetool.both.p90), 40], ' ms'),
    bar('ComfyUI plain: truths outside +/-', inComfyui && [(1 - inComfyui.inside) * 100, 5], ' %'),
    bar('ComfyUI plain: median half-width', inComfyui && [ms(inComfyui.halfWidth), HALF_WIDTH.comfyui ?? 0], ' ms'),
    bar('NodeTool plain: truths outside +/-', inNodetool && [(1 - inNodetool.inside) * 100, 5], ' %'),
    bar('NodeTool plain: median half-width', inNodetool && [ms(inNodetool.halfWidth), HALF_WIDTH.nodetool ?? 0], ' ms'),
    bar('NodeTool and n8n: nodes missed or extra', [lost.length, 0], ''),
    bar('statuses that differ', [wrong.length, 0], ''),
  ];
}

function bar(name: string, value: readonly [found: number, most: number] | undefined, unit: string): Bar {
  if (!value) return { name, met: false, measured: 'nothing to measure' };
  const [found, most] = value;
  return { name, met: found <= most, measured: `${Math.round(found * 100) / 100}${unit}, at most ${most}${unit}` };
}

function ms(us: number): number {
  return us / 1000;
}
