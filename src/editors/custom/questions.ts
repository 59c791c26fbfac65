/**
 * What a try-out wants to know of a message beyond its keys and kinds. Each question is made of what the user wrote and is
 * answered in the page by yes or no, so that no value leaves it.
 */
import { type CompiledCondition, type CompiledMapping, type CompiledRule, meets, type Slot } from './compile.ts';
import type { At } from './rows.ts';
import { spanOf, stampOf, statusOf } from './values.ts';

export interface Question {
  /** Its identity: the same words in a changed mapping are the same question. */
  readonly text: string;
  readonly rule: number;
  /** What it is about. `when`: of the message; the others of an item where the rule goes through a list. */
  readonly about: 'when' | 'whenItem' | 'status' | 'time' | 'start' | 'duration';
  /** Undefined: there is no such value to judge. */
  answer(at: At, aroundUs: number): boolean | undefined;
}

/** All questions of a mapping, in the order of its rules. */
export function questionsOf({ rules, mapping }: CompiledMapping): readonly Question[] {
  return rules.flatMap((rule, index) => [
    ...rule.when.map((c) => ofCondition(c, index, 'when')),
    ...rule.whenItem.map((c) => ofCondition(c, index, 'whenItem')),
    ...ofFields(rule, index, mapping.messages[index]),
  ]);
}

function ofCondition(
  { at: slot, path, wanted }: CompiledCondition,
  rule: number,
  about: 'when' | 'whenItem',
): Question {
  return { text: textOf(rule, about, [path, wanted]), rule, about, answer: (at) => meets(wanted, at(slot)) };
}

/** The number of the rule is part of it only where items of a list are meant. */
function textOf(rule: number, about: Question['about'], what: unknown): string {
  return JSON.stringify([about === 'when' ? 'when' : [about, rule], what]);
}

function ofFields(
  rule: CompiledRule,
  index: number,
  written: CompiledMapping['mapping']['messages'][number] | undefined,
): readonly Question[] {
  const there = (at: At, slot: Slot): boolean => at(slot) !== undefined && at(slot) !== null;
  const { status } = rule;
  const times = (['time', 'start', 'duration'] as const).flatMap((about): Question[] => {
    const field = rule[about];
    if (!field) return [];
    const read = about === 'duration' ? spanOf : stampOf;
    return [
      {
        text: textOf(index, about, written?.[about]),
        rule: index,
        about,
        answer: (at, aroundUs) =>
          there(at, field.at) ? read(at(field.at), field.unit, aroundUs) !== undefined : undefined,
      },
    ];
  });
  const words: Question[] = status
    ? [
        {
          text: textOf(index, 'status', written?.status),
          rule: index,
          about: 'status',
          answer: (at) => (there(at, status.at) ? statusOf(at(status.at), status.words) !== undefined : undefined),
        },
      ]
    : [];
  return [...words, ...times];
}
