import { apply, getOwnPropertyDescriptor } from './natives.ts';

const NativePromise = Promise;
const { then: nativeThen } = Promise.prototype;
const nativeSpecies = getOwnPropertyDescriptor(Promise, Symbol.species)?.get;

/**
 * A promise for what `promise` gives, after `seen` had a look at it; the page gets it in place of `promise`, one microtask later.
 * To hang our reaction on the page's own promise would save that, but a promise with a reaction never fires
 * `unhandledrejection`. Its failure is passed on by the browser itself: were it thrown again by a line of ours, a debugger that pauses
 * on exceptions would pause there.
 */
export function afterSeen<T>(
  promise: Promise<T>,
  seen: (value: T) => void,
  failed?: (error: unknown) => void,
): Promise<T> {
  if (!untouched()) return promise;
  const passed = then(promise, (value: T) => {
    quietly(seen, value);
    return value;
  });
  if (failed) whenRejected(promise, failed);
  return passed as Promise<T>;
}

/** Calls `rejected` when the promise is rejected; only for promises that count as handled anyway. */
export function whenRejected(promise: Promise<unknown>, rejected: (error: unknown) => void): void {
  if (untouched()) then(promise, undefined, (error: unknown) => quietly(rejected, error));
}

function then(promise: Promise<unknown>, ...reactions: unknown[]): unknown {
  return apply(nativeThen, promise, reactions);
}

/** Whether `then` makes promises as the browser does: it asks these two, which a page may replace. We then let it be. */
function untouched(): boolean {
  return (
    getOwnPropertyDescriptor(NativePromise.prototype, 'constructor')?.value === NativePromise &&
    getOwnPropertyDescriptor(NativePromise, Symbol.species)?.get === nativeSpecies
  );
}

/** Nothing of ours may reach the page. */
function quietly<T>(action: (value: T) => void, value: T): void {
  try {
    action(value);
  } catch {
    // Lost for the profile only.
  }
}
