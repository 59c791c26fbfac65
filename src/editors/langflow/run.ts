/** The events of one run of Langflow to records; what is remembered is of one answer only. */
import { PAGE_LIMITS } from '../../model/limits.ts';
import type { NodeRecord, TrafficRecord } from '../../model/record.ts';
import { jsonCursor } from '../scan/json.ts';
import { type Head, nodesRecords } from '../steps/rows.ts';
import { type Message, readMessage } from './message.ts';

/** Events that come by the hundred and tell nothing of time; passed over by their first words. */
const CHATTER = /^\s*\{\s*"event":\s*"(?:token|add_message|remove_message|log)"/;
/** Whose words these are: of an answer's first characters. */
export const FIRST = /^\s*\{\s*"event":\s*"(?:vertices_sorted|build_start|end_vertex)"\s*,\s*"data":/;

export interface LangflowRun {
  event(line: string, head: Head): readonly TrafficRecord[];
}

export function createRun(depth: number): LangflowRun {
  const left = new Set<string>();
  let failed = false;

  function vertex(m: Message, head: Head): readonly TrafficRecord[] {
    if (!m.id) return [];
    failed ||= !m.valid;
    const record: NodeRecord = {
      k: 'node',
      ...head,
      node: m.id,
      type: m.type,
      name: m.name,
      status: !m.valid ? 'failed' : m.frozen ? 'cached' : 'completed',
      ...(m.seconds === undefined ? {} : { durationUs: Math.round(m.seconds * 1e6) }),
      ...(!m.valid && m.errorClass ? { errorClass: m.errorClass } : {}),
    };
    // The list is of all that were left out so far.
    const news = m.inactivated.filter((id) => !left.has(id));
    // Beyond the bound they are told again, which changes nothing.
    for (const id of news) if (left.size < PAGE_LIMITS.answerNodes) left.add(id);
    return [record, ...nodesRecords(head, 'skipped', news), ...(m.valid ? starting(m.next, head) : [])];
  }

  return {
    event(line, head) {
      if (line === '' || CHATTER.test(line)) return [];
      const m = readMessage(jsonCursor(line, depth));
      switch (m.event) {
        case 'vertices_sorted':
          return [{ k: 'run', ...head, status: 'running' }, ...starting(m.ids, head)];
        case 'end_vertex':
          return vertex(m, head);
        // With an id: a component that an agent uses as a tool, inside of its own span.
        case 'build_start':
          return m.id ? [{ k: 'node', ...head, node: m.id, type: '', name: '', status: 'running' }] : [];
        case 'build_end':
          return m.id ? [{ k: 'node', ...head, node: m.id, type: '', name: '', status: 'completed' }] : [];
        case 'human_input_required':
          return [{ k: 'run', ...head, status: 'paused' }];
        case 'error':
          failed = true;
          return [];
        case 'end':
          return [{ k: 'run', ...head, status: failed ? 'failed' : 'completed' }];
        default:
          return [];
      }
    },
  };
}

/** These have what they need and begin now; how long they took is told when they end. */
function starting(ids: readonly string[], head: Head): readonly TrafficRecord[] {
  return ids.map((node) => ({ k: 'node', ...head, node, type: '', name: '', status: 'starting' }));
}
