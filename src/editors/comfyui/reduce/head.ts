import type { NodeRecord, RunRecord } from '../../../model/record.ts';
import { micros } from '../../../model/time.ts';
import type { Frame } from '../../editor.ts';

export type Head = Pick<RunRecord, 't' | 'late' | 'link' | 'editor' | 'run' | 'workflow' | 'stampUs'>;

/** What every record of a frame begins with. `stampMs`: the server's own time, epoch milliseconds. */
export function headOf(frame: Frame, run: string, stampMs?: number): Head {
  const { t, late, link } = frame;
  // Assigned and not spread: this is made for every frame.
  const head: { -readonly [K in keyof Head]: Head[K] } = { editor: 'comfyui', t, link, run, workflow: '' };
  if (late !== undefined) head.late = late;
  if (stampMs !== undefined) head.stampUs = micros(stampMs * 1000);
  return head;
}

/** What is said of a node. ComfyUI names neither title nor type on the wire but in the graph. */
export function nodeRecord(
  head: Head,
  node: string,
  status: NodeRecord['status'],
  more: Partial<Pick<NodeRecord, 'parent' | 'errorClass' | 'durationUs' | 'key'>> = {},
): NodeRecord {
  return { k: 'node', ...head, node, type: '', name: '', status, ...more };
}

/** Server times are milliseconds since 1970, of this century; anything else is none. */
export function stampOf(ms: number | undefined): number | undefined {
  return ms !== undefined && ms > 1e12 && ms < 8e12 ? ms : undefined;
}
