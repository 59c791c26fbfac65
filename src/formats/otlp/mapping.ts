/** How a value is written: `int` as a decimal string, as OTLP/JSON has it. */
export type AttributeKind = 'string' | 'int' | 'double' | 'bool' | 'strings';

/** A member of a run or an instance (`tokens.input`: a member of a member) and the attribute that it becomes. */
export interface Mapped {
  readonly member: string;
  readonly attribute: string;
  readonly kind: AttributeKind;
}

/**
 * The version of the tables below; it stands in each file as the version of the scope. Names of OpenTelemetry's semantic conventions where
 * those are settled (error, generative AI), our own for the rest: there are none for workflows yet.
 */
export const MAPPING_VERSION = 1;
export const SCOPE = 'longpole';

const own = (member: string, attribute: string, kind: AttributeKind = 'string'): Mapped => ({
  member,
  attribute: `longpole.${attribute}`,
  kind,
});
const standard = (member: string, attribute: string, kind: AttributeKind = 'string'): Mapped => ({
  member,
  attribute,
  kind,
});

/** Of the root span of a run. */
export const RUN_ATTRIBUTES: readonly Mapped[] = [
  own('id', 'run.id'),
  own('serverId', 'run.server_id'),
  own('status', 'run.status'),
  own('editor', 'editor'),
  own('editorName', 'editor.name'),
  own('origin', 'origin'),
  own('workflow.id', 'workflow.id'),
  own('workflow.name', 'workflow.name'),
  own('graphHash', 'graph.hash'),
  own('queuedUs', 'run.queued_us', 'int'),
  own('clock', 'clock'),
  own('clockOffsetUs', 'clock.offset_us', 'int'),
  own('uncertaintyUs.0', 'uncertainty.early_us', 'int'),
  own('uncertaintyUs.1', 'uncertainty.late_us', 'int'),
  own('resolutionUs', 'clock.resolution_us', 'int'),
  own('omitted', 'run.omitted', 'int'),
  own('partial', 'run.partial', 'strings'),
  own('cold', 'run.cold'),
  own('events', 'run.events', 'int'),
  own('replaySpeed', 'run.replay_speed', 'double'),
  own('pinned', 'run.pinned', 'bool'),
  standard('errorClass', 'error.type'),
];

/** Of the span of an instance. */
export const NODE_ATTRIBUTES: readonly Mapped[] = [
  own('id', 'node.id'),
  own('instance', 'node.instance', 'int'),
  own('title', 'node.title'),
  own('type', 'node.type'),
  own('status', 'node.status'),
  own('parent.id', 'node.parent.id'),
  own('parent.instance', 'node.parent.instance', 'int'),
  own('readyUs', 'node.ready_us', 'int'),
  own('clock', 'clock'),
  own('uncertaintyUs.0', 'uncertainty.early_us', 'int'),
  own('uncertaintyUs.1', 'uncertainty.late_us', 'int'),
  own('iterations', 'node.iterations', 'int'),
  own('items', 'node.items', 'int'),
  own('failedItems', 'node.failed_items', 'int'),
  own('retries', 'node.retries', 'int'),
  own('mayRetry', 'node.may_retry', 'bool'),
  own('reportedUs', 'node.reported_us', 'int'),
  own('bytes', 'node.result_bytes', 'int'),
  own('progress.done', 'node.progress.done', 'double'),
  own('progress.total', 'node.progress.total', 'double'),
  own('cost.amount', 'cost.amount', 'double'),
  own('cost.unit', 'cost.unit'),
  own('tokens.cached', 'tokens.cached', 'int'),
  own('tokens.total', 'tokens.total', 'int'),
  standard('tokens.input', 'gen_ai.usage.input_tokens', 'int'),
  standard('tokens.output', 'gen_ai.usage.output_tokens', 'int'),
  standard('model', 'gen_ai.request.model'),
  standard('errorClass', 'error.type'),
];

/** Of the event of a call to a model, on the root span at the call's end. */
export const CALL_ATTRIBUTES: readonly Mapped[] = [
  own('node', 'node.id'),
  own('durationUs', 'call.duration_us', 'int'),
  own('cost.amount', 'cost.amount', 'double'),
  own('cost.unit', 'cost.unit'),
  own('tokens.cached', 'tokens.cached', 'int'),
  own('tokens.total', 'tokens.total', 'int'),
  standard('tokens.input', 'gen_ai.usage.input_tokens', 'int'),
  standard('tokens.output', 'gen_ai.usage.output_tokens', 'int'),
  standard('provider', 'gen_ai.provider.name'),
  standard('model', 'gen_ai.request.model'),
];

/** What spans, events and links say beside the members above. */
export const MARKS = {
  /** On a span: the run or instance had no end, its span reaches to the last time known. */
  open: 'longpole.open',
  /** On a span: the instance never ran, its span has no length. */
  idle: 'longpole.idle',
  /** On a span whose end lies before its start: the end, microseconds. */
  endUs: 'longpole.end_us',
  /** On events of waits and gaps: their end, microseconds. */
  untilUs: 'longpole.until_us',
  waitKind: 'longpole.wait.kind',
  edgeKind: 'longpole.edge.kind',
} as const;

export const EVENTS = { wait: 'longpole.wait', gap: 'longpole.gap', call: 'longpole.model_call' } as const;
