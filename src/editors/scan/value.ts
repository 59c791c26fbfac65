import { PAGE_LIMITS } from '../../model/limits.ts';
import type { Cursor, ScanTrouble, ValueKind } from './cursor.ts';

/**
 * A message that never was text or bytes: what a page and its worker post to each other. Only own data properties are read,
 * so no getter of the page runs because of us. `skip` gives an estimate of the size (8 bytes a number, texts and binaries by length) and stops
 * looking after 10 000 values: of a long list the rest counts as numbers.
 */
export function valueCursor(root: unknown, maxDepth: number): Cursor {
  let here: unknown = root;
  let taken = false;
  let depth = 0;
  let passed = 0;
  let trouble: ScanTrouble | undefined;

  function kind(): ValueKind {
    if (trouble) return 'nil';
    switch (typeof here) {
      case 'string':
        return 'text';
      case 'number':
        return 'number';
      case 'boolean':
        return 'bool';
      case 'object':
        if (here === null) return 'nil';
        if (Array.isArray(here)) return 'list';
        return ArrayBuffer.isView(here) || here instanceof ArrayBuffer ? 'bytes' : 'map';
      default:
        return 'nil';
    }
  }
  function take(): void {
    taken = true;
    if (trouble) return;
    if (typeof here === 'string') passed += here.length;
    else if (typeof here !== 'object') passed += 8;
  }
  function container(wanted: 'map' | 'list', visit: (key: string, index: number) => void): void {
    take();
    if (kind() !== wanted) return;
    if (depth >= maxDepth) {
      trouble ??= 'too-deep';
      return;
    }
    const parent = here as object;
    depth++;
    const keys = wanted === 'list' ? undefined : Object.keys(parent);
    const n = keys ? keys.length : (parent as unknown[]).length;
    for (let i = 0; i < n && !trouble; i++) {
      const key = keys?.[i] ?? String(i);
      here = Object.getOwnPropertyDescriptor(parent, key)?.value;
      taken = false;
      visit(key.length > PAGE_LIMITS.keyChars ? '' : key, i);
      if (!taken) passed += sizeOf(here);
    }
    here = parent;
    taken = true;
    depth--;
  }

  return {
    get trouble() {
      return trouble;
    },
    offset: () => passed,
    kind: () => (taken && depth === 0 ? 'nil' : kind()),
    eachKey: (visit) => container('map', visit),
    eachItem: (visit) => container('list', (_key, index) => visit(index)),
    text(max) {
      take();
      return kind() === 'text' ? (here as string).slice(0, max) : undefined;
    },
    number() {
      take();
      return kind() === 'number' && Number.isFinite(here) ? (here as number) : undefined;
    },
    bool() {
      take();
      return kind() === 'bool' ? (here as boolean) : undefined;
    },
    skip() {
      taken = true;
      const size = trouble ? 0 : sizeOf(here);
      passed += size;
      return size;
    },
  };
}

function sizeOf(root: unknown): number {
  let size = 0;
  const todo: unknown[] = [root];
  for (let seen = 0; todo.length > 0 && seen < PAGE_LIMITS.countedValues; seen++) {
    const value = todo.pop();
    if (typeof value === 'string') size += value.length;
    else if (typeof value !== 'object' || value === null) size += 8;
    else if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) size += value.byteLength;
    else if (Array.isArray(value)) {
      const looked = Math.min(value.length, PAGE_LIMITS.countedValues);
      for (let i = 0; i < looked; i++) todo.push(Object.getOwnPropertyDescriptor(value, i)?.value);
      // A million samples are a million numbers: the rest is taken for such, not looked at.
      size += 2 + 8 * (value.length - looked);
    } else {
      size += 2;
      for (const key of Object.keys(value).slice(0, PAGE_LIMITS.countedValues)) {
        size += key.length;
        todo.push(Object.getOwnPropertyDescriptor(value, key)?.value);
      }
    }
  }
  return size;
}
