import { PAGE_LIMITS } from '../../model/limits.ts';
import type { Mapping } from '../../model/mapping.ts';
import { SAMPLE_MS, type Sample, type Shape } from '../../model/shape.ts';
import type { Micros } from '../../model/time.ts';
import { whereOf } from '../../model/where.ts';
import type { Frame, HttpHead, PageEditor, Wanted } from '../editor.ts';
import { type CompiledMapping, compileMapping } from './compile.ts';
import { createMessageReader, type Message, type MessageReader } from './documents.ts';
import { fitsFrame, fitsHead } from './match.ts';
import { type Question, questionsOf } from './questions.ts';
import { lookAt, senderOf } from './reduce.ts';
import { eachItem } from './rows.ts';
import { shapeOf } from './shape.ts';

/** Keeps what the last messages are built like while somebody writes a mapping, and only then. */
export interface Sampler {
  /** The messages since it was last asked to look, for a try-out of this mapping (none yet: undefined). Looks on for SAMPLE_MS. */
  ask(mapping: Mapping | undefined, now: Micros): readonly Sample[];
  see(frame: Frame): void;
  wants(head: HttpHead, now: Micros): Wanted | undefined;
}

export function createSampler(): Sampler {
  let until = 0;
  let samples: Sample[] = [];
  let tried = '';
  let compiled: CompiledMapping | undefined;
  let questions: readonly Question[] = [];
  const readers = new Map<number, MessageReader>();
  /** An exchange shows a frame nobody claims twice. */
  const seen = new WeakSet<Frame>();

  const awake = (now: number): boolean => {
    if (now < until) return true;
    samples = [];
    readers.clear();
    return false;
  };

  function take(frame: Frame, message: Message): void {
    const shape = safely(message);
    const { t, link, transport, url } = frame;
    const answers = compiled && shape ? answersTo(questions, compiled, frame, message) : [];
    samples.push({
      t,
      link,
      transport,
      where: whereOf(url),
      sender: senderOf(frame),
      ...(shape && { shape }),
      answers,
    });
    if (samples.length > PAGE_LIMITS.samples) samples.shift();
  }

  return {
    ask(mapping, now) {
      awake(now);
      const text = JSON.stringify(mapping) ?? '';
      if (text !== tried) {
        tried = text;
        readers.clear();
        compiled = mapping && compileMapping(mapping);
        questions = compiled ? questionsOf(compiled) : [];
      }
      until = now + SAMPLE_MS * 1000;
      return samples;
    },
    see(frame) {
      if (!awake(frame.t) || seen.has(frame) || (compiled && !fitsFrame(compiled.mapping, frame))) return;
      seen.add(frame);
      if (readers.size >= PAGE_LIMITS.sampledStreams) readers.clear();
      const reader = readers.get(frame.link) ?? createMessageReader(compiled?.mapping ?? { format: 'json' });
      readers.set(frame.link, reader);
      for (const message of reader(frame)) take(frame, message);
      if (frame.http?.part === 'end') readers.delete(frame.link);
    },
    wants(head, now) {
      if (!awake(now) || !compiled || !fitsHead(compiled.mapping, head)) return undefined;
      const { format } = compiled.mapping;
      return format === 'sse' || format === 'ndjson' ? 'stream' : 'body';
    },
  };
}

/**
 * The same as an editor that claims nothing, so that whatever nobody claims passes by. To be asked after all others but the
 * mappings.
 */
export function samplingEditor(sampler: Sampler, now: () => Micros): PageEditor {
  return {
    id: 'custom',
    name: 'Try-out',
    wants: (head) => sampler.wants(head, now()),
    claims(frame) {
      sampler.see(frame);
      return false;
    },
    createReducer: () => ({ reduce: () => [] }),
  };
}

/** A mapped editor whose messages a try-out sees as well. */
export function watchedBy(sampler: Sampler, editor: PageEditor): PageEditor {
  return {
    ...editor,
    createReducer() {
      const reducer = editor.createReducer();
      return {
        reduce(frame) {
          sampler.see(frame);
          return reducer.reduce(frame);
        },
      };
    },
  };
}

function safely(message: Message): Shape | undefined {
  const cursor = message.open();
  const shape = shapeOf(cursor);
  return cursor.trouble ? undefined : shape;
}

function answersTo(
  questions: readonly Question[],
  compiled: CompiledMapping,
  frame: Frame,
  message: Message,
): Sample['answers'] {
  const look = lookAt(compiled, frame, message);
  if (!look) return [];
  const sender = senderOf(frame);
  const answers = new Map<string, boolean>();
  for (const question of questions) {
    const rule = compiled.rules[question.rule];
    if (rule?.sender !== sender) continue;
    if (question.about === 'when' || !rule.list) {
      const answer = question.answer(look.at, frame.t);
      if (answer !== undefined) answers.set(question.text, answer);
      continue;
    }
    // Of a list: one item that meets the condition is enough, one time that cannot be read is too many.
    const some = question.about === 'whenItem';
    eachItem(message, rule.list.steps, rule.list.item, look.whole, PAGE_LIMITS.sampledItems, (at) => {
      const answer = question.answer(at, frame.t);
      if (answer === undefined) return;
      const before = answers.get(question.text);
      answers.set(question.text, before === undefined ? answer : some ? before || answer : before && answer);
    });
  }
  return [...answers];
}
