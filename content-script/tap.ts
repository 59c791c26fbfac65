import type { Micros } from '../src/model/time.ts';
import { apply, construct, defineProperty, getOwnPropertyDescriptor, now } from './natives.ts';

type Constructor = abstract new (...args: never[]) => object;

/**
 * Puts a Proxy where `window[name]` was and tells `created` of every new instance. The page keeps everything it can test:
 * statics, name, length, `instanceof`, subclasses, `new.target`, errors, descriptors. A plain function wrapper fails 10 of
 * 24 such checks and a subclass 4; a Proxy differs in its source text only.
 */
export function tapConstructor(
  name: 'WebSocket' | 'Worker' | 'EventSource',
  created: (instance: object, args: readonly unknown[]) => void,
): void {
  const place = getOwnPropertyDescriptor(window, name);
  const native: Constructor | undefined = place?.value;
  if (!native) return;
  const proxy: Constructor = new Proxy(native, {
    construct(target, args, newTarget) {
      const instance = construct(target, args, newTarget === proxy ? target : newTarget);
      try {
        created(instance, args);
      } catch {
        // Nothing of ours may reach the page.
      }
      return instance;
    },
  });
  const back = getOwnPropertyDescriptor(native.prototype, 'constructor');
  defineProperty(window, name, { ...place, value: proxy });
  defineProperty(native.prototype, 'constructor', { ...back, value: proxy });
}

/** Tells `called` of each call of `prototype[name]` that did not throw; `t` is the time before the call. */
export function tapMethod(
  prototype: object,
  name: PropertyKey,
  called: (self: object, args: readonly unknown[], t: Micros) => void,
): void {
  tapResult(prototype, name, (result, self, args, t) => {
    called(self, args, t);
    return result;
  });
}

/** What the page gets of a call in place of `result`, or `result` itself. */
export type Replace = (result: unknown, self: object, args: readonly unknown[], t: Micros) => unknown;

/** Lets `replace` have each result of `prototype[name]`, or of the getter that is there, before the page has it. */
export function tapResult(prototype: object | undefined, name: PropertyKey, replace: Replace): void {
  if (!prototype) return;
  const place = getOwnPropertyDescriptor(prototype, name);
  if (typeof place?.value === 'function')
    defineProperty(prototype, name, { ...place, value: resultProxy(place.value, replace) });
  else if (place?.get) defineProperty(prototype, name, { ...place, get: resultProxy(place.get, replace) });
}

/** A function that does the same and lets `replace` have what it returned. */
export function resultProxy<F extends (...args: never[]) => unknown>(native: F, replace: Replace): F {
  return new Proxy(native, {
    apply(target, self, args) {
      const t = now();
      const result: unknown = apply(target, self, args);
      try {
        return replace(result, self, args, t);
      } catch {
        // Nothing of ours may reach the page.
        return result;
      }
    },
  });
}

const { get: weakGet, set: weakSet, delete: weakDelete } = WeakMap.prototype;

/** State about the page's objects. */
export interface PrivateMap<V> {
  get(key: object): V | undefined;
  set(key: object, value: V): void;
  delete(key: object): void;
}

/** A WeakMap that a page's changes to `WeakMap.prototype` do not reach. State about the page's objects lives only here. */
export function privateMap<V>(): PrivateMap<V> {
  const map = new WeakMap<object, V>();
  return {
    get: (key) => apply(weakGet, map, [key]) as V | undefined,
    set: (key, value) => void apply(weakSet, map, [key, value]),
    delete: (key) => void apply(weakDelete, map, [key]),
  };
}
