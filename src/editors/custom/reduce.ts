/** Frames of one connection through a mapping to records. */
import { RUN_LIMITS } from '../../model/limits.ts';
import type { TrafficRecord } from '../../model/record.ts';
import { troubleOf } from '../connection.ts';
import type { Frame, Reducer } from '../editor.ts';
import { type CompiledMapping, type CompiledRule, meets } from './compile.ts';
import { createMessageReader, type Message } from './documents.ts';
import type { Memory } from './memory.ts';
import { type Found, nothing, readBranch } from './read.ts';
import { recordsOf } from './records.ts';
import { type At, eachItem, idsIn, readGraph, valueIn } from './rows.ts';

/** A message and its values, read once. */
export interface Look {
  readonly message: Message;
  readonly whole: Found;
  readonly at: At;
}

export function senderOf({ dir }: Frame): 'server' | 'page' {
  return dir === 'in' ? 'server' : 'page';
}

/** The values of a message that any rule asks for; undefined when it cannot be read. */
export function lookAt({ message: trees }: CompiledMapping, frame: Frame, message: Message): Look | undefined {
  const tree = trees[senderOf(frame)];
  const whole = nothing(tree.slots);
  const cursor = message.open();
  readBranch(cursor, tree.branch, whole);
  return cursor.trouble ? undefined : { message, whole, at: valueIn(message, whole, undefined, '') };
}

/** The rules for messages like this. */
export function rulesFor({ rules }: CompiledMapping, frame: Frame, { at }: Look): readonly CompiledRule[] {
  const sender = senderOf(frame);
  return rules.filter(
    (rule) => rule.sender === sender && rule.when.every(({ at: slot, wanted }) => meets(wanted, at(slot))),
  );
}

export function createMappedReducer(compiled: CompiledMapping, memory: Memory): Reducer {
  const messages = createMessageReader(compiled.mapping);

  function apply(rule: CompiledRule, frame: Frame, connection: string, look: Look): readonly TrafficRecord[] {
    const { message, whole } = look;
    const context = { compiled, memory, frame, connection, rule };
    const graph = rule.graph && readGraph(rule.graph, message, whole);
    if (!rule.list) return recordsOf({ ...context, at: look.at, idsAt: idsIn(whole, undefined), graph });
    const records: TrafficRecord[] = [];
    const over = eachItem(message, rule.list.steps, rule.list.item, whole, RUN_LIMITS.graphNodes, (at, idsAt) => {
      if (!rule.whenItem.every(({ at: slot, wanted }) => meets(wanted, at(slot)))) return;
      for (const record of recordsOf({ ...context, at, idsAt, graph: undefined })) records.push(record);
    });
    if (over > 0) records.push({ ...troubleOf(frame, 'too-large'), n: over });
    return graph
      ? [
          ...recordsOf({
            ...context,
            rule: { ...rule, event: 'graph' },
            at: look.at,
            idsAt: idsIn(whole, undefined),
            graph,
          }),
          ...records,
        ]
      : records;
  }

  function take(frame: Frame, connection: string, message: Message): readonly TrafficRecord[] {
    const look = lookAt(compiled, frame, message);
    if (!look) return [troubleOf(frame, message.open().trouble ?? 'malformed')];
    return rulesFor(compiled, frame, look).flatMap((rule) => apply(rule, frame, connection, look));
  }

  return {
    reduce(frame) {
      const connection = connectionOf(frame);
      const records = messages(frame).flatMap((message) => take(frame, connection, message));
      return frame.http?.part === 'end' ? [...records, ...ended(compiled, memory, frame, connection)] : records;
    },
  };
}

/** Answers that come one by one (polling) belong together; a stream, a socket is a connection of its own. */
function connectionOf({ link, http }: Frame): string {
  return http?.part === 'body' || http?.part === 'request' ? 'p' : String(link);
}

/** A stream that is over ends its run, where no message would tell. One that broke does not: its end is not known. */
function ended(
  { tellsEnd, mapping }: CompiledMapping,
  memory: Memory,
  frame: Frame,
  connection: string,
): readonly TrafficRecord[] {
  const run = memory.open(connection);
  memory.forget(connection);
  if (run === undefined || tellsEnd || frame.http?.broken) return [];
  const { t, late, link } = frame;
  const seen = { t, ...(late === undefined ? {} : { late }), link };
  return [{ k: 'run', ...seen, editor: 'custom', run, workflow: '', status: 'completed', editorName: mapping.name }];
}
