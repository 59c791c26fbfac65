/**
 * The demo's local server: the page, the list of captures, and the server's end of every take. A take's conversations have
 * their recorded addresses behind a prefix, `/take-ID`, as behind a reverse proxy.
 */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { CAPTURES, type Library, openLibrary } from './library.ts';
import type { Take } from './lines.ts';
import { type Player, playTake, type Said } from './player.ts';
import { makeTake } from './take.ts';

export interface Demo {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  close(): Promise<void>;
}

export interface DemoOptions {
  /** Folder whose folders hold the bundled captures. */
  readonly folder?: string;
  /** More capture files, by path. */
  readonly files?: readonly string[];
  /** 0 (any free port) by default. */
  readonly port?: number;
  readonly said?: Said;
}

const HERE = new URL('./', import.meta.url);
const FILES: Record<string, string> = {
  'page.ts': 'text/javascript',
  'wires.ts': 'text/javascript',
  'worker.ts': 'text/javascript',
  'play.ts': 'text/javascript',
  'style.css': 'text/css',
};
/** A take is played at once; a few old ones stay for their stragglers. */
const TAKES_KEPT = 16;
/** Header of the page's requests that says which conversation they are; those that cannot have headers go by their address. */
const TALK_HEADER = 'x-longpole-talk';

interface Playing {
  readonly take: Take;
  readonly player: Player;
}

/** Starts the server on 127.0.0.1. Rejects when the port is taken or the folder cannot be read. */
export async function startDemo(options: DemoOptions = {}): Promise<Demo> {
  const library = await openLibrary(options.folder ?? CAPTURES, options.files ?? []);
  const playing = new Map<string, Playing>();
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: 256 << 20 });
  const begin = (take: Take): Take => {
    playing.set(take.id, { take, player: playTake(take, sockets, options.said) });
    for (const id of playing.keys()) if (playing.size > TAKES_KEPT) drop(playing, id);
    return take;
  };
  const server = createServer((request, response) => {
    answer(request, response, library, playing, begin).catch((error: unknown) => {
      response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error));
    });
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const { found, path } = route(request, playing);
    if (!found?.player.upgrade(request, socket, head, path)) socket.destroy();
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
        for (const id of playing.keys()) drop(playing, id);
        for (const ws of sockets.clients) ws.terminate();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function drop(playing: Map<string, Playing>, id: string): void {
  playing.get(id)?.player.stop();
  playing.delete(id);
}

/** `/take-ID/api/prompt?x` to the take and `/api/prompt?x`. */
function route(request: IncomingMessage, playing: ReadonlyMap<string, Playing>): { found?: Playing; path: string } {
  const [, id = '', path = ''] = /^\/take-([^/]+)(\/.*)$/.exec(request.url ?? '') ?? [];
  const found = playing.get(id);
  return found ? { found, path } : { path };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  library: Library,
  playing: ReadonlyMap<string, Playing>,
  begin: (take: Take) => Take,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://demo');
  const { found, path } = route(request, playing);
  if (found) return replay(request, response, found, path);
  if (url.pathname === '/') return sendPage(response, url.searchParams);
  if (url.pathname === '/captures') return sendJson(response, await library.list());
  if (url.pathname === '/takes' && request.method === 'POST') {
    const capture = await library.read(url.searchParams.get('capture') ?? '');
    if (!capture.ok) return sendJson(response, { error: `${capture.error} (${capture.where})` }, 404);
    const take = makeTake(capture.value, crypto.randomUUID(), speedOf(url.searchParams), Date.now());
    return sendJson(response, forPage(begin(take)));
  }
  const [, id = '', what = ''] = /^\/takes\/([^/]+)\/(.+)$/.exec(url.pathname) ?? [];
  const known = playing.get(id);
  if (known) return beside(response, known, what);
  const name = url.pathname.replace(/^\/demo\//, '');
  const type = FILES[name];
  if (type === undefined) return sendJson(response, { error: 'not found' }, 404);
  const text = await readFile(new URL(name, HERE), 'utf8');
  response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' });
  response.end(name.endsWith('.ts') ? stripTypeScriptTypes(text) : text);
}

function replay(request: IncomingMessage, response: ServerResponse, { player }: Playing, path: string): void {
  const header = request.headers[TALK_HEADER];
  if (player.ask(request, response, path, header === undefined ? undefined : Number(header))) return;
  request.resume();
  sendJson(response, { error: 'no such answer' }, 404);
}

/** What is not recorded traffic: acknowledgements, and the lines of a worker. */
function beside(response: ServerResponse, { take, player }: Playing, what: string): void {
  if (what === 'heard') {
    response.writeHead(204).end();
    player.heard();
    return;
  }
  const worker = take.workers[Number(/^worker\/(\d+)$/.exec(what)?.[1])];
  if (worker) sendJson(response, { ...worker, speed: take.speed });
  else sendJson(response, { error: 'no such worker' }, 404);
}

/**
 * What the page needs of a take: its own lines in full, of the server's lines only when they come, and none that it cannot
 * notice (comments of an event stream).
 */
function forPage(take: Take): Take {
  const lines = take.lines.filter((line) => line.size !== 0);
  const workers = take.workers.map((worker) => ({ ...worker, lines: worker.lines.map(withoutAnswer) }));
  return { ...take, lines: lines.map(withoutAnswer), workers };
}

function withoutAnswer<L extends { readonly from: string }>(line: L): L {
  return line.from === 'page' ? line : { ...line, data: '' };
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
