import { PAGE_LIMITS } from '../../model/limits.ts';
import { type Shape, UNTOLD } from '../../model/shape.ts';
import { looksLikeToken } from '../../model/token.ts';
import type { Cursor } from '../scan/cursor.ts';

/** A key that a programmer wrote, not data. */
const NAME = /^[A-Za-z_$@][\w$@-]{0,39}$/;

/** What the value ahead is built like; bounded, see SHAPE_LIMITS. */
export function shapeOf(c: Cursor): Shape {
  let left: number = PAGE_LIMITS.shapeValues;

  function ofMap(depth: number): Shape {
    const keys = new Map<string, Shape>();
    let more = 0;
    c.eachKey((key) => {
      const told = NAME.test(key) && !looksLikeToken(key) ? key : UNTOLD;
      if (keys.has(told) || keys.size >= PAGE_LIMITS.shapeKeys || left <= 0) more++;
      else keys.set(told, shape(depth + 1));
    });
    return { kind: 'map', keys: [...keys], more };
  }
  function ofList(depth: number): Shape {
    let length = 0;
    let first: Shape | undefined;
    c.eachItem(() => {
      if (length++ === 0) first = shape(depth + 1);
    });
    return { kind: 'list', length, ...(first && { first }) };
  }
  function shape(depth: number): Shape {
    left--;
    const kind = c.kind();
    if (depth < PAGE_LIMITS.shapeDepth && kind === 'map') return ofMap(depth);
    if (depth < PAGE_LIMITS.shapeDepth && kind === 'list') return ofList(depth);
    c.skip();
    return kind === 'map' ? { kind, keys: [], more: 1 } : kind === 'list' ? { kind, length: 0 } : { kind };
  }
  return shape(0);
}
