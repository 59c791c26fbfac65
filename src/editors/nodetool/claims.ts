import type { Frame } from '../editor.ts';

/** First words of messages that only NodeTool sends. Others on its sockets (ping, system_stats) are left unclaimed. */
const OWN = ['run_job', 'reconnect_job', 'cancel_job', 'job_update', 'node_update', 'edge_update'];
const TEXT_HEAD = new RegExp(`^\\s*\\{\\s*"(?:type|command)"\\s*:\\s*"(?:${OWN.join('|')})"`);

/**
 * A look at the first bytes: is this NodeTool? By content, never by URL: it is used behind proxies and prefixes.
 * MessagePack: a map whose first pair is `type` or `command` with one of our words. Cost: below 1 us.
 */
export function claims(frame: Frame): boolean {
  const { data } = frame;
  if (typeof data === 'string') return TEXT_HEAD.test(data.slice(0, 96));
  if (data instanceof Uint8Array) return packedHead(data);
  return frame.transport === 'worker' && workerHead(data, frame.dir);
}

function packedHead(bytes: Uint8Array): boolean {
  const b = bytes[0] ?? 0;
  const at = b >= 0x80 && b <= 0x8f ? 1 : b === 0xde ? 3 : b === 0xdf ? 5 : 0;
  if (at === 0) return false;
  const key = fixText(bytes, at);
  if (key !== 'type' && key !== 'command') return false;
  return OWN.includes(fixText(bytes, at + 1 + key.length));
}

/** The short ASCII text at `at` ('' when there is none). */
function fixText(bytes: Uint8Array, at: number): string {
  const b = bytes[at] ?? 0;
  if (b < 0xa0 || b > 0xbf) return '';
  return String.fromCharCode(...bytes.subarray(at + 1, at + 1 + (b & 31)));
}

/** browserRunner.worker.ts: the page posts `{type:"run", jobId, graph}`, the worker `{type:"messages", jobId, messages}`. */
function workerHead(data: object, dir: 'in' | 'out'): boolean {
  const own = (key: string) => Object.getOwnPropertyDescriptor(data, key)?.value;
  if (typeof own('jobId') !== 'string') return false;
  const type = own('type');
  return dir === 'out'
    ? type === 'run' && typeof own('graph') === 'object'
    : type === 'messages' && Array.isArray(own('messages'));
}
