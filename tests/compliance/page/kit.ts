/** What the checks share. Runs in the page. */

/** One thing a page can find out. Everything it returns must be the same with and without the hook. */
export interface Check {
  readonly name: string;
  /** Result as plain data; may throw, that is a result too. */
  readonly run: () => unknown;
}

/** A list of checks from an object, whose keys are their names. */
export function checks(table: Readonly<Record<string, () => unknown>>): readonly Check[] {
  return Object.entries(table).map(([name, run]) => ({ name, run }));
}

export function wsUrl(path = '/echo'): string {
  return `ws://${location.host}${path}`;
}

/** The next event of that type. */
export function next<E extends Event = Event>(target: EventTarget, type: string): Promise<E> {
  return new Promise((resolve) => {
    target.addEventListener(type, (event) => resolve(event as E), { once: true });
  });
}

/** A socket that is open. */
export async function open(path?: string, protocols?: string | string[]): Promise<WebSocket> {
  const socket = protocols === undefined ? new WebSocket(wsUrl(path)) : new WebSocket(wsUrl(path), protocols);
  await next(socket, 'open');
  return socket;
}

/** The data of the next `count` messages. */
export async function messages(socket: WebSocket, count: number): Promise<unknown[]> {
  const all: unknown[] = [];
  while (all.length < count) all.push((await next<MessageEvent>(socket, 'message')).data);
  return all;
}

/** What came of it, in words: the value, or the error with all a page can see of it. */
export function attempt(run: () => unknown): string {
  try {
    return show(run());
  } catch (error) {
    const { name, message, code } = error as DOMException;
    return `throws ${name} ${code}: ${message} ${Object.prototype.toString.call(error)}`;
  }
}

/** A value in words. */
export function show(value: unknown): string {
  if (value instanceof ArrayBuffer) return `ArrayBuffer [${new Uint8Array(value).join()}]`;
  if (value instanceof Blob) return `Blob of ${value.size} "${value.type}"`;
  if (typeof value === 'function') return `function ${value.name}/${value.length}`;
  if (typeof value === 'object' && value !== null) return Object.prototype.toString.call(value);
  return `${typeof value} ${String(value)}`;
}

/** A property descriptor in words. */
export function describe(target: object, key: PropertyKey): string {
  const found = Object.getOwnPropertyDescriptor(target, key);
  if (!found) return 'none';
  const { value, get, set, writable, enumerable, configurable } = found;
  return [show(value), show(get), show(set), writable, enumerable, configurable].join(', ');
}

/**
 * All own properties in their order, each in words. `length` and `name` of a function are put first: Firefox makes them when they
 * are first asked for, so that their order depends on what the page did before.
 */
export function members(target: object): readonly string[] {
  const keys = Reflect.ownKeys(target);
  const first = typeof target === 'function' ? ['length', 'name'].filter((key) => keys.includes(key)) : [];
  return [...first, ...keys.filter((key) => !first.includes(String(key)))].map(
    (key) => `${String(key)}: ${describe(target, key)}`,
  );
}

/** Place of these among the names of window; Firefox makes each name when it is first asked for, which leaves none. */
export function places(...names: readonly string[]): readonly number[] | string {
  const all = Object.getOwnPropertyNames(window);
  return navigator.userAgent.includes('Firefox') ? 'by first use' : names.map((name) => all.indexOf(name));
}
