/** The server's end of one take: sockets, answers and streams, each line at its time. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RawData, WebSocket, WebSocketServer } from 'ws';
import type { Line, Take, Talk } from './lines.ts';
import { type End, playEnd } from './play.ts';

/** Told of each message as the server says it on a socket, with the time (epoch ms): what a profile of it is measured against. */
export type Said = (line: Line, atMs: number) => void;

export interface Player {
  /** The page opens a socket; false when the take has none of that address left. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, path: string): boolean;
  /** The page asks; false when it did not ask so in the recording. `talk` is what its header says. */
  ask(request: IncomingMessage, response: ServerResponse, path: string, talk: number | undefined): boolean;
  /** The page acknowledges a line. */
  heard(): void;
  stop(): void;
}

/** The server's end of one conversation. */
type Channel = (line: Line) => void;

/** Plays from the moment in which the page opens its first connection. */
export function playTake(take: Take, sockets: WebSocketServer, said?: Said): Player {
  const channels: (Channel | undefined)[] = take.talks.map(() => undefined);
  let end: End | undefined;

  function heard(): void {
    end ??= playEnd(
      take.lines,
      'server',
      take.speed,
      (index) => {
        const line = take.lines[index];
        if (line) channels[line.talk]?.(line);
      },
      () => {},
    );
    end.heard();
  }
  /** The oldest conversation of that kind and address that has not begun. */
  function claim(path: string, is: (talk: Talk, index: number) => boolean): number {
    return take.talks.findIndex((talk, n) => channels[n] === undefined && talk.path === path && is(talk, n));
  }

  return {
    upgrade(request, socket, head, path) {
      const n = claim(path, ({ kind }) => kind === 'websocket');
      if (n < 0) return false;
      channels[n] = socketChannel(() => accept(sockets, request, socket, head), heard, said);
      heard();
      return true;
    },
    ask(request, response, path, talk) {
      const { method } = request;
      const n = claim(path, (t, index) =>
        talk === undefined ? t.kind === 'eventsource' : index === talk && t.method === method,
      );
      if (n < 0) return false;
      channels[n] = httpChannel(response, heard);
      // Heard is what has come in whole.
      request.on('end', heard).resume();
      return true;
    },
    heard,
    stop: () => end?.stop(),
  };
}

/** `handleUpgrade` calls back at once: the handshake is written synchronously. */
function accept(
  sockets: WebSocketServer,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): WebSocket | undefined {
  let made: WebSocket | undefined;
  sockets.handleUpgrade(request, socket, head, (ws) => {
    made = ws;
  });
  return made;
}

function socketChannel(open: () => WebSocket | undefined, heard: () => void, said?: Said): Channel {
  let ws: WebSocket | undefined;
  let dropped = false;
  return (line) => {
    if (line.kind === 'head') {
      ws = open();
      ws?.on('message', (_data: RawData) => heard());
      ws?.on('error', () => {});
      ws?.on('close', () => {
        if (!dropped) heard();
      });
      return;
    }
    said?.(line, performance.timeOrigin + performance.now());
    if (line.kind === 'close') {
      dropped = true;
      ws?.terminate();
    } else ws?.send(line.kind === 'binary' ? Buffer.from(line.data, 'base64') : line.data);
  };
}

function httpChannel(response: ServerResponse, heard: () => void): Channel {
  let over = false;
  response.on('close', () => {
    if (!over) heard();
  });
  return ({ kind, data, code }) => {
    over ||= kind === 'answer' || kind === 'close';
    if (kind === 'head') {
      response
        .writeHead(code ?? 200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
        .flushHeaders();
    } else if (kind === 'answer') {
      const type = looksLikeJson(data) ? 'application/json' : 'text/plain';
      response.writeHead(code ?? 200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' });
      response.end(data);
    } else if (kind === 'close') response.end();
    else response.write(data, kind === 'binary' ? 'base64' : 'utf8');
  };
}

function looksLikeJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
