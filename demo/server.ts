/**
 * The demo's local server: the page, the list of captures, and the server's end of every conversation of a take
 * (WebSocket and HTTP; the worker plays its own end in the page).
 */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { Capture, Conversation, Step } from './capture.ts';
import { type Library, openLibrary } from './library.ts';
import { playEnd } from './play.ts';
import { makeTake, type Take } from './take.ts';

export interface Demo {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  close(): Promise<void>;
}

export interface DemoOptions {
  /** Folder of the bundled captures. */
  readonly folder?: string;
  /** More capture files, by path. */
  readonly files?: readonly string[];
  /** 0 (any free port) by default. */
  readonly port?: number;
  /** Told of each line as the server says it on a socket, with the time (epoch ms): what a profile of it is measured against. */
  readonly said?: (step: Step, atMs: number) => void;
}

const HERE = new URL('./', import.meta.url);
const CAPTURES = fileURLToPath(new URL('../tests/captures/nodetool', import.meta.url));
const FILES: Record<string, string> = {
  'page.ts': 'text/javascript',
  'worker.ts': 'text/javascript',
  'play.ts': 'text/javascript',
  'style.css': 'text/css',
};
/** A take is played at once; a few old ones stay for their stragglers. */
const TAKES_KEPT = 16;
/** Header of the page's HTTP requests that says which conversation of which take they belong to. */
const TAKE_HEADER = 'x-longpole-take';

/** Starts the server on 127.0.0.1. Rejects when the port is taken or the folder cannot be read. */
export async function startDemo(options: DemoOptions = {}): Promise<Demo> {
  const library = await openLibrary(options.folder ?? CAPTURES, options.files ?? []);
  const takes = new Map<string, Take>();
  const server = createServer((request, response) => {
    answer(request, response, library, takes).catch((error: unknown) => {
      response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error));
    });
  });
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: 256 << 20 });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const conversation = find(takes, new URL(request.url ?? '/', 'http://demo').searchParams);
    if (conversation?.talk.kind !== 'websocket') {
      socket.destroy();
      return;
    }
    sockets.handleUpgrade(request, socket, head, (ws) =>
      converse(ws, conversation.talk, conversation.take.speed, options.said),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        for (const ws of sockets.clients) ws.terminate();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function find(
  takes: ReadonlyMap<string, Take>,
  query: URLSearchParams,
): { take: Take; talk: Conversation } | undefined {
  const take = takes.get(query.get('take') ?? '');
  const talk = take?.conversations[Number(query.get('talk'))];
  return take && talk ? { take, talk } : undefined;
}

/** The server's end of one socket. */
function converse(ws: WebSocket, talk: Conversation, speed: number, said: DemoOptions['said']): void {
  const end = playEnd(
    talk.steps,
    'server',
    speed,
    (index) => {
      const step = talk.steps[index];
      if (step === undefined) return;
      said?.(step, performance.timeOrigin + performance.now());
      if (step.kind === 'close') ws.terminate();
      else ws.send(step.kind === 'binary' ? Buffer.from(step.data, 'base64') : step.data);
    },
    () => {},
  );
  ws.on('message', (_data: RawData) => end.heard());
  ws.on('close', () => end.stop());
  ws.on('error', () => end.stop());
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  library: Library,
  takes: Map<string, Take>,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://demo');
  const tag = request.headers[TAKE_HEADER];
  if (typeof tag === 'string') return replay(request, response, find(takes, new URLSearchParams(tag)));
  if (url.pathname === '/') return sendPage(response, url.searchParams);
  if (url.pathname === '/captures') return sendJson(response, await library.list());
  if (url.pathname === '/takes' && request.method === 'POST') {
    const capture = await library.read(url.searchParams.get('capture') ?? '');
    if (!capture.ok) return sendJson(response, { error: `${capture.error} (${capture.where})` }, 404);
    return sendJson(response, forPage(begin(takes, capture.value, speedOf(url.searchParams))));
  }
  if (url.pathname === '/talk') {
    const found = find(takes, url.searchParams);
    return found
      ? sendJson(response, { ...found.talk, speed: found.take.speed })
      : sendJson(response, { error: 'no such take' }, 404);
  }
  const name = url.pathname.replace(/^\/demo\//, '');
  const type = FILES[name];
  if (type === undefined) return sendJson(response, { error: 'not found' }, 404);
  const text = await readFile(new URL(name, HERE), 'utf8');
  response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' });
  response.end(name.endsWith('.ts') ? stripTypeScriptTypes(text) : text);
}

function begin(takes: Map<string, Take>, capture: Capture, speed: number): Take {
  const take = makeTake(capture, crypto.randomUUID(), speed, Date.now());
  takes.set(take.id, take);
  for (const id of takes.keys()) if (takes.size > TAKES_KEPT) takes.delete(id);
  return take;
}

/** What the page needs of a take: its own lines in full, of the server's lines only when they come. */
function forPage(take: Take): Take {
  const conversations = take.conversations.map((talk) => ({
    ...talk,
    steps: talk.steps.map((step) => (step.from === 'page' ? step : { ...step, data: '' })),
  }));
  return { ...take, conversations };
}

function replay(request: IncomingMessage, response: ServerResponse, found: ReturnType<typeof find>): void {
  const [asked, answered] = found?.talk.steps ?? [];
  request.resume();
  if (found === undefined || asked === undefined || answered === undefined) {
    sendJson(response, { error: 'no such answer' }, 404);
    return;
  }
  const wait = (answered.t - asked.t) / found.take.speed;
  setTimeout(() => {
    response.writeHead(answered.code ?? 200, { 'content-type': 'application/json' }).end(answered.data);
  }, wait);
}

/** The requested speed, 1 when it is not a positive number. */
export function speedOf(query: URLSearchParams): number {
  const speed = Number(query.get('speed') ?? 1);
  return speed > 0 && Number.isFinite(speed) ? speed : 1;
}

/** The page says at which speed it plays, so that the recorder can mark runs whose timing was compressed. */
async function sendPage(response: ServerResponse, query: URLSearchParams): Promise<void> {
  const page = await readFile(new URL('page.html', HERE), 'utf8');
  const meta = `<meta name="longpole-replay-speed" content="${speedOf(query)}">`;
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  response.end(page.replace('<meta name="longpole-replay-speed" content="1">', meta));
}

function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
