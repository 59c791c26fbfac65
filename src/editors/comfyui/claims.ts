import type { Frame, HttpHead, Wanted } from '../editor.ts';

/**
 * Routes of ComfyUI's server that tell of runs; each exists bare and below /api, and behind a proxy below any prefix. What is
 * ComfyUI's is decided by the bodies: see claims().
 */
const ASKED = /\/(?:prompt|interrupt|queue|jobs\/[^/]+\/cancel)$/;
const READ = /\/(?:queue|jobs|history\/[^/]+)$/;

/** Requests worth a look. Of the lists of jobs only those of jobs at work: the finished ones are polled by the dozen. */
export function wants({ method, url }: HttpHead): Wanted | undefined {
  const [path = '', query = ''] = url.split(/[?#]/, 2);
  if (method === 'POST') return ASKED.test(path) ? 'body' : undefined;
  if (method !== 'GET' || !READ.test(path)) return undefined;
  return path.endsWith('/jobs') && !/status=[^&]*in_progress/.test(query) ? undefined : 'body';
}

/** First words of text frames that only ComfyUI sends; after a page that was there before us, the run may be on. */
const TEXT = [
  /^\s*\{\s*"type"\s*:\s*"status"\s*,\s*"data"\s*:\s*\{\s*"status"\s*:\s*\{\s*"exec_info"\s*:\s*\{\s*"queue_remaining"/,
  /^\s*\{\s*"type"\s*:\s*"(?:progress_state|execution_start|execution_cached)"\s*,\s*"data"\s*:\s*\{[^}]*"prompt_id"/,
  /^\s*\{\s*"type"\s*:\s*"executing"\s*,\s*"data"\s*:\s*\{\s*"node"\s*:[^}]*"display_node"/,
];
/** Members of the first level that a body must begin with or, already parsed, have. */
const BODIES: readonly (readonly [path: RegExp, head: RegExp, member: string])[] = [
  [/\/queue$/, /^\s*\{\s*"queue_(?:running|pending)"\s*:\s*\[/, 'queue_running'],
  [/\/jobs$/, /^\s*\{\s*"jobs"\s*:\s*\[/, 'jobs'],
  [/\/history\/[^/]+$/, /^\s*\{\s*"[^"]{1,200}"\s*:\s*\{\s*"prompt"\s*:\s*\[/, ''],
];

/** A look at the beginning of a frame: is this ComfyUI? By content; of paths only the last part counts. */
export function claims(frame: Frame): boolean {
  const { data, transport, dir } = frame;
  if (transport === 'http') return claimsBody(frame);
  return transport === 'websocket' && dir === 'in' && typeof data === 'string' && claimsText(data.slice(0, 400));
}

function claimsText(head: string): boolean {
  return TEXT.some((pattern) => pattern.test(head));
}

function claimsBody({ data, url, http }: Frame): boolean {
  const path = url.split(/[?#]/, 1)[0] ?? '';
  if (http?.part === 'request') return http.method === 'POST' && typeof data === 'string' && claimsRequest(path, data);
  if (http?.method !== 'GET' || http.part !== 'body') return false;
  const known = BODIES.find(([pattern]) => pattern.test(path));
  if (!known) return false;
  if (typeof data === 'string') return known[1].test(data.slice(0, 400));
  if (data instanceof Uint8Array) return false;
  return known[2] !== '' && Object.hasOwn(data, known[2]);
}

/** A graph to run names the class of each node; the other commands are small. */
function claimsRequest(path: string, body: string): boolean {
  if (path.endsWith('/prompt')) return /"prompt"\s*:\s*\{/.test(body) && body.includes('"class_type"');
  if (path.endsWith('/queue')) return /^\s*\{\s*"(?:delete|clear)"\s*:/.test(body);
  return body.length < 1_000 && /^\s*(?:\{\s*(?:"prompt_id"\s*:[^{}]*)?\}\s*)?$/.test(body);
}
