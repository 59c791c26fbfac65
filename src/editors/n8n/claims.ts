import type { Frame } from '../editor.ts';
import { utf8 } from '../scan/utf8.ts';
import { addressOf } from './address.ts';

/** Messages that only n8n pushes; what else comes on its socket (collaborators, console messages) is left unclaimed. */
const PUSH =
  /^\s*\{"type":"(?:nodeExecute(?:Before|After|AfterData)|execution(?:Started|Finished|Waiting|Recovered))","data":\{/;

/** What must stand in an answer for it to be n8n's, by what was asked: `connections` as a map is n8n's own. */
const ANSWERS = {
  workflow: ['"connections":{', '"nodes":['],
  run: ['"data":{', '"executionId":"'],
  stop: ['"data":{', '"stoppedAt":'],
  execution: ['"workflowData":{', '"startedAt":'],
} as const;

/** The same for an answer that the page read as an object. */
const MEMBERS = {
  workflow: ['nodes', 'connections'],
  run: ['executionId'],
  stop: ['stoppedAt'],
  execution: ['workflowData', 'startedAt'],
} as const;

/** Is this n8n? Pushed messages by their first words, answers by what stands in them; a request alone never tells. */
export function claims(frame: Frame): boolean {
  const { data, dir, http } = frame;
  if (dir !== 'in') return false;
  if (!http) return PUSH.test(headOf(data));
  const about = http.part === 'body' ? addressOf(http.method, frame.url)?.about : undefined;
  if (!about) return false;
  if (typeof data === 'string')
    return data.trimStart()[0] === '{' && ANSWERS[about].every((word) => data.includes(word));
  if (data instanceof Uint8Array) return claims({ ...frame, data: utf8(data) });
  const inner = member(data, 'data');
  return typeof inner === 'object' && inner !== null && MEMBERS[about].every((key) => member(inner, key) !== undefined);
}

function headOf(data: Frame['data']): string {
  if (typeof data === 'string') return data.slice(0, 64);
  return data instanceof Uint8Array ? String.fromCharCode(...data.subarray(0, 64)) : '';
}

/** Own data properties only: no getter of the page runs because of us. */
function member(object: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(object, key)?.value;
}
