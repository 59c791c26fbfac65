/**
 * A promise for what `promise` gives, after `seen` had a look at it. Its errors are the same, and are the page's to handle.
 *
 * Async, and not `promise.then`: `await` calls nothing that a page could have replaced, and the result is a promise as
 * the browser makes them. To hang our own reaction on the page's promise and return that would save the page a microtask, but
 * a promise with a reaction never fires `unhandledrejection`. So what the page reads comes one microtask later.
 */
export async function afterSeen<T>(
  promise: PromiseLike<T>,
  seen: (value: T) => void,
  failed: (error: unknown) => void = () => {},
): Promise<T> {
  let value: T;
  try {
    value = await promise;
  } catch (error) {
    quietly(() => failed(error));
    throw error;
  }
  quietly(() => seen(value));
  return value;
}

/** Calls `rejected` when the promise is rejected; only for promises that count as handled anyway. */
export async function whenRejected(promise: PromiseLike<unknown>, rejected: () => void): Promise<void> {
  try {
    await promise;
  } catch {
    quietly(rejected);
  }
}

/** Nothing of ours may reach the page. */
function quietly(action: () => void): void {
  try {
    action();
  } catch {
    // Lost for the profile only.
  }
}
