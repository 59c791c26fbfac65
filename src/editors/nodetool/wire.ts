/** NodeTool's words on the wire. https://github.com/nodetool-ai/nodetool, packages/protocol/src/messages.ts */
import { WIRE_STATUSES, type WireStatus } from '../../model/record.ts';

const STATUS: ReadonlyMap<string, WireStatus> = new Map<string, WireStatus>([
  ...WIRE_STATUSES.map((s): [string, WireStatus] => [s, s]),
  ['booting', 'starting'],
  ['recovering', 'running'],
]);

/** The status word as one of ours; what NodeTool may invent later is 'unknown'. */
export function statusOf(word: string): WireStatus {
  return STATUS.get(word) ?? 'unknown';
}

/** Nodes that only hold a value: TypeScript servers send nothing for them, others a start and an end at once. */
export function isConstant(type: string): boolean {
  return type.startsWith('nodetool.constant.') || type.startsWith('nodetool.input.');
}

/** Drawn in the editor, never run: no node of a profile. */
export function isDecoration(type: string): boolean {
  return type.startsWith('nodetool.group.') || type === 'nodetool.workflows.base_node.Comment' || type === 'comment';
}

/**
 * Nodes that read their inputs as streams (`isStreamingInput` in NodeTool's sources) and therefore begin with the first
 * item. Others wait until every input is there. The wire does not say which is which.
 */
const STREAMING_INPUT = new Set([
  'nodetool.control.Collect',
  'nodetool.control.Take',
  'nodetool.control.Zip',
  'nodetool.control.First',
  'nodetool.control.Last',
  'nodetool.triggers.ManualTrigger',
  'nodetool.video.FrameToVideo',
]);
export function readsStreams(type: string): boolean {
  return STREAMING_INPUT.has(type) || type.startsWith('nodetool.realtime.');
}

/** Nodes at the end of a graph that show what they are given, item by item. */
export function isSink(type: string): boolean {
  return /\.(?:Preview|Output)$/.test(type);
}

/** Those that do nothing but wait for their items: until the last one came they wait, they do not work. */
export function onlyGathers(type: string): boolean {
  return type === 'nodetool.control.Collect' || isSink(type);
}

/** Nodes whose code runs in a sandbox, which is made anew each time and holds up everything else. */
export function isSandbox(type: string): boolean {
  return type === 'nodetool.code.Code' || type === 'nodetool.control.FilterCode';
}

/** Nodes that do too little to hold up anything else, however they do it. */
export function isTrivial(type: string): boolean {
  return TRIVIAL.test(type) || isSink(type) || isConstant(type);
}
const TRIVIAL = /^nodetool\.(?:control|text|list|dictionary|boolean|math|compare)\.(?!FilterCode|CompareImages)/;

/** Servers up to mid-2026 relay their messages by polling every 10 ms (packages/websocket, Python runner alike): what is shorter is noise. */
export const POLL_US = 10_000;

/**
 * How much earlier than its message something may have happened on a TypeScript server: the polling and a little more, and for
 * each code sandbox that was started meanwhile, in the same thread, as much again. docs/adr/0004-nodetool-times.md
 */
export const RELAY_US = 12_000;
export const SANDBOX_US = 10_000;
/** The same of Python servers, of which no server times were ever recorded: four polls. */
export const PYTHON_RELAY_US = 40_000;
/** Clock quantum of the arrival and of the truth it was compared with. */
export const LATE_US = 1_000;
