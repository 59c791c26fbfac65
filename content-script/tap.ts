import type { Micros } from '../src/model/time.ts';
import { apply, construct, defineProperty, getOwnPropertyDescriptor, now } from './natives.ts';

type Constructor = abstract new (...args: never[]) => object;

/**
 * Puts a Proxy where `window[name]` was and tells `created` of every new instance. The page keeps everything it can test:
 * statics, name, length, `instanceof`, subclasses, `new.target`, errors, descriptors. A plain function wrapper fails 10 of
 * 24 such checks and a subclass 4; a Proxy differs in its source text only.
 */
export function tapConstructor(
  name: 'WebSocket' | 'Worker',
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
  name: string,
  called: (self: object, args: readonly unknown[], t: Micros) => void,
): void {
  const place = getOwnPropertyDescriptor(prototype, name);
  if (typeof place?.value !== 'function') return;
  const proxy = new Proxy(place.value, {
    apply(target, self, args) {
      const t = now();
      const result: unknown = apply(target, self, args);
      try {
        called(self, args, t);
      } catch {
        // Nothing of ours may reach the page.
      }
      return result;
    },
  });
  defineProperty(prototype, name, { ...place, value: proxy });
}

const { get: weakGet, set: weakSet } = WeakMap.prototype;

/** A WeakMap that a page's changes to `WeakMap.prototype` do not reach. State about the page's objects lives only here. */
export function privateMap<V>(): { get(key: object): V | undefined; set(key: object, value: V): void } {
  const map = new WeakMap<object, V>();
  return {
    get: (key) => apply(weakGet, map, [key]) as V | undefined,
    set: (key, value) => void apply(weakSet, map, [key, value]),
  };
}
