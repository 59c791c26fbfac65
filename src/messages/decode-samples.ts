import { FILE_LIMITS, PAGE_LIMITS, RELAY_LIMITS } from '../model/limits.ts';
import { TRANSPORTS } from '../model/record.ts';
import type { Shape as MessageShape, Sample } from '../model/shape.ts';
import type { Micros } from '../model/time.ts';
import {
  type Check,
  isBoolean,
  isCount,
  isId,
  isLabel,
  isObject,
  listOf,
  oneOf,
  optional,
  pick,
  type Shape,
  tuple,
} from './checks.ts';

const isQuestion: Check<string> = (v): v is string => typeof v === 'string' && v.length <= RELAY_LIMITS.questionChars;
const MOST_QUESTIONS = FILE_LIMITS.mapping.rules * (2 * FILE_LIMITS.mapping.conditions + 4);

const isScalar = oneOf('text', 'number', 'bool', 'nil', 'bytes');

function isShape(value: unknown, depth: number): value is MessageShape {
  if (!isObject(value) || depth > PAGE_LIMITS.shapeDepth) return false;
  const { kind, keys, more, length, first } = value;
  if (kind === 'map') {
    const isKey = tuple<readonly [string, MessageShape]>(isId, (v): v is MessageShape => isShape(v, depth + 1));
    return isCount(more) && listOf(isKey, PAGE_LIMITS.shapeKeys)(keys);
  }
  if (kind === 'list') return isCount(length) && (first === undefined || isShape(first, depth + 1));
  return isScalar(kind);
}

const SAMPLE: Shape<Sample> = {
  t: isCount as Check<Micros>,
  link: isCount,
  transport: oneOf(...TRANSPORTS),
  where: isLabel,
  sender: oneOf('server', 'page'),
  shape: optional((v): v is MessageShape => isShape(v, 0)),
  answers: listOf(tuple<readonly [string, boolean]>(isQuestion, isBoolean), MOST_QUESTIONS),
};

/** A sample as a page may send it; it is shown in the options page as text and kept nowhere. */
export const isSample: Check<Sample> = (v): v is Sample => isObject(v) && !('wrong' in pick(SAMPLE, v));
