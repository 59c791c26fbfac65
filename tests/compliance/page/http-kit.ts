/** What the checks of fetch, XMLHttpRequest and EventSource share: addresses that the hook watches. */

/** An exchange that an editor (n8n) wants whole. */
export function wholeUrl(route: string): string {
  return `/rest/workflows/${route}`;
}

/** An exchange that an editor (Flowise) wants piece by piece. */
export function flowUrl(route: string, id = ''): string {
  return `/api/v1/internal-prediction/${route}${id === '' ? '' : `?id=${id}`}`;
}

const QUESTION = JSON.stringify({ question: 'x', chatId: 'c', streaming: true });

/** Asks for a stream as Flowise does. */
export function flow(route: string, id = '', init: RequestInit = {}): Promise<Response> {
  return fetch(flowUrl(route, id), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: QUESTION,
    ...init,
  });
}

/** Of this page: another may run the same checks at the same server. */
const PAGE = Math.random().toString(36).slice(2);
let gates = 0;

export interface Gate {
  readonly id: string;
  /** Has the server send this. */
  push(text: string | Uint8Array): Promise<unknown>;
  end(): Promise<unknown>;
  break(): Promise<unknown>;
  /** Resolves when the server sees that the page has left. */
  gone(): Promise<string>;
}

/** A stream that goes on when told: one piece at a time, so that the page's pieces are the server's. */
export function newGate(): Gate {
  const id = `${PAGE}.${++gates}`;
  const tell = (what: string) => fetch(`/${what}`).then((response) => response.text());
  return {
    id,
    push(text) {
      const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
      return tell(`push?id=${id}&hex=${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`);
    },
    end: () => tell(`end?id=${id}`),
    break: () => tell(`break?id=${id}`),
    gone: () => tell(`gone?id=${id}`),
  };
}

/** An open stream with its gate. */
export async function gated(init: RequestInit = {}): Promise<{ gate: Gate; response: Response }> {
  const gate = newGate();
  return { gate, response: await flow('gate', gate.id, init) };
}

export function bodyOf(response: Response): ReadableStream<Uint8Array<ArrayBuffer>> {
  if (!response.body) throw new Error('the response has no body');
  return response.body;
}

export const textOf = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

/** What came of a promise, in words. */
export function outcome(promise: PromiseLike<unknown>, show: (value: unknown) => unknown = String): Promise<unknown> {
  return Promise.resolve(promise).then(
    (value) => ['fulfilled', show(value)],
    (error: unknown) => ['rejected', errorOf(error)],
  );
}

/** All a page can see of an error but its stack. Chromium names the method or not, depending on when the last byte came. */
export function errorOf(error: unknown): string {
  const { name, message, code } = error as DOMException;
  const text = String(message)
    .replaceAll(location.host, 'HOST')
    .replace(/^Failed to execute '\w+' on 'Response': (?=Unexpected)/, '');
  return `${name} ${code}: ${text} ${Object.prototype.toString.call(error)}`;
}
