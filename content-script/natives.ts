import type { Micros } from '../src/model/time.ts';

/**
 * The page's natives, taken at document_start before a page script could replace them (zone.js replaces most of these).
 * Everything below calls these, so the page's own wrappers never see us and never change what we do.
 */
export const { apply, construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;

const { addEventListener: nativeAddEventListener } = EventTarget.prototype;
const nativeNow = performance.now;
const nativeSetTimeout = setTimeout;
const nativeClearTimeout = clearTimeout;
const nativeSetInterval = setInterval;
const nativeClearInterval = clearInterval;
const { timeOrigin } = performance;
const thePerformance = performance;

/** A time of `performance.now()` as epoch microseconds. */
export function epochOf(ms: number): Micros {
  return Math.round((timeOrigin + ms) * 1000) as Micros;
}

/** Now in epoch microseconds on the page's monotonic clock. */
export function now(): Micros {
  return epochOf(apply(nativeNow, thePerformance, []));
}

/** `addEventListener` as the browser made it. */
export function listen(target: EventTarget, type: string, listener: (event: Event) => void): void {
  apply(nativeAddEventListener, target, [type, listener]);
}

/** Runs `action` in `ms`; returns what cancels it. An error stays here: the page's `onerror` is not for us. */
export function later(action: () => void, ms: number): () => void {
  const guarded = () => {
    try {
      action();
    } catch {
      // The page broke something we use; what we wanted to do is lost, the page is not affected.
    }
  };
  const timer = apply(nativeSetTimeout, window, [guarded, ms]);
  return () => apply(nativeClearTimeout, window, [timer]);
}

/** Runs `action` every `ms` until what is returned is called, or the action threw. */
export function every(action: () => void, ms: number): () => void {
  const guarded = () => {
    try {
      action();
    } catch {
      stop();
    }
  };
  const timer = apply(nativeSetInterval, window, [guarded, ms]);
  const stop = (): void => apply(nativeClearInterval, window, [timer]);
  return stop;
}

/** `call` with a function bound to it is that function of its object; the browser calls it as fast as it calls a method. */
const { bind, call } = Function.prototype;

/** The native getter of `prototype[name]` as a function of the object; undefined where the browser has none. */
export function getter(prototype: object | undefined, name: PropertyKey): (self: unknown) => unknown {
  const get = prototype && getOwnPropertyDescriptor(prototype, name)?.get;
  return get ? apply(bind, call, [get]) : () => undefined;
}
