/** The page's end of each kind of conversation, as editors' pages have it. */
import type { Line, Take, WorkerTalk } from './lines.ts';
import { type End, playEnd } from './play.ts';

/** What the page shows of its traffic. */
export interface Seen {
  out(): void;
  in(bytes: number): void;
  log(line: string): void;
}

/** One open conversation. */
export interface Wire {
  /** Says one of the page's lines after the first, which opened it. */
  say(line: Line): void;
  /** Resolves when it is over, rejects when it broke where the recording goes on. */
  readonly over: Promise<void>;
}

interface Opening {
  readonly take: Take;
  /** Index of the conversation. */
  readonly index: number;
  readonly open: Line;
  readonly seen: Seen;
  /** To be called for each line of the server. */
  readonly heard: () => void;
}

/** Opens a conversation, at the address it was recorded at behind the take's prefix. */
export function openWire(opening: Opening): Wire {
  const { take, index, seen } = opening;
  const talk = take.talks[index];
  if (talk === undefined) throw new Error(`the take has no conversation ${index}`);
  const path = `/take-${take.id}${talk.path}`;
  seen.log(`${talk.kind} ${talk.method} ${talk.path}`);
  switch (talk.kind) {
    case 'websocket':
      return socketWire(opening, path);
    case 'eventsource':
      return eventWire(opening, path);
    case 'xhr':
      return xhrWire(opening, path);
    case 'fetch':
      return talk.stream ? streamWire(opening, path) : fetchWire(opening, path);
  }
}

function socketWire({ seen, heard }: Opening, path: string): Wire {
  const socket = new WebSocket(`ws://${location.host}${path}`);
  socket.binaryType = 'arraybuffer';
  let [opened, closing] = [false, false];
  const over = new Promise<void>((resolve, reject) => {
    socket.onclose = (event) => {
      seen.log(`close ${path} ${event.code}`);
      if (!opened) return reject(new Error(`no connection to ${path}`));
      if (!closing) heard();
      resolve();
    };
  });
  socket.onopen = () => {
    opened = true;
    heard();
  };
  socket.onmessage = ({ data }) => {
    seen.in(typeof data === 'string' ? data.length : data.byteLength);
    heard();
  };
  const say = ({ kind, data, code }: Line) => {
    if (kind === 'close') {
      closing = true;
      return socket.close(code);
    }
    seen.out();
    // NodeTool hands over what its encoder made, a view: so does this page.
    socket.send(kind === 'binary' ? bytesOf(data) : data);
  };
  return { say, over };
}

function fetchWire(opening: Opening, path: string): Wire {
  const stop = new AbortController();
  const run = async () => {
    const answer = await fetch(path, asked(opening, stop));
    // As editors do: ComfyUI's page calls json().
    const json = answer.headers.get('content-type')?.startsWith('application/json') && answer.status !== 204;
    await (json ? answer.json() : answer.text());
    opening.seen.in(Number(answer.headers.get('content-length') ?? 0));
    opening.heard();
  };
  return { say: () => stop.abort(), over: unlessStopped(run(), stop) };
}

function streamWire(opening: Opening, path: string): Wire {
  const stop = new AbortController();
  const run = async () => {
    const answer = await fetch(path, asked(opening, stop));
    opening.heard();
    const pieces = meter(opening);
    const reader = answer.body?.getReader();
    for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) {
      opening.seen.in(piece.value.byteLength);
      pieces(piece.value.byteLength);
    }
    opening.heard();
  };
  return { say: () => stop.abort(), over: unlessStopped(run(), stop) };
}

function xhrWire({ take, index, open, seen, heard }: Opening, path: string): Wire {
  const { method } = take.talks[index] ?? {};
  const request = new XMLHttpRequest();
  const over = new Promise<void>((resolve, reject) => {
    request.onload = () => {
      seen.in(request.responseText.length);
      heard();
      resolve();
    };
    request.onabort = () => resolve();
    request.onerror = () => reject(new Error(`no answer from ${path}`));
  });
  request.open(method ?? 'GET', path);
  for (const [name, value] of Object.entries(headersOf(index))) request.setRequestHeader(name, value);
  seen.out();
  request.send(open.data === '' ? null : open.data);
  return { say: () => request.abort(), over };
}

function eventWire(opening: Opening, path: string): Wire {
  const source = new EventSource(path);
  const pieces = meter(opening);
  let opened = false;
  let stop = () => {};
  const over = new Promise<void>((resolve, reject) => {
    stop = () => {
      source.close();
      resolve();
    };
    source.onerror = () => {
      source.close();
      if (!opened) return reject(new Error(`no connection to ${path}`));
      opening.heard();
      resolve();
    };
  });
  source.onopen = () => {
    opened = true;
    opening.heard();
  };
  source.onmessage = ({ data }) => {
    opening.seen.in(data.length);
    pieces(1);
  };
  return { say: stop, over };
}

/** The request as it was recorded; the header tells the demo's server which of several alike it is. */
function asked({ take, index, open, seen }: Opening, stop: AbortController): RequestInit {
  const { method = 'GET' } = take.talks[index] ?? {};
  seen.out();
  const body = open.data === '' || method === 'GET' || method === 'HEAD' ? {} : { body: open.data };
  return { method, headers: headersOf(index), signal: stop.signal, ...body };
}

/** `no-cache`: else Chromium's cache makes a request wait up to 20 s for another one to the same address. */
function headersOf(index: number): Record<string, string> {
  return { 'x-longpole-talk': String(index), 'content-type': 'application/json', 'cache-control': 'no-cache' };
}

/** Pieces of a stream may be cut and joined on their way: tells of each line of the server when all of it is there. */
function meter({ take, index, heard }: Opening): (amount: number) => void {
  const sizes = take.lines
    .filter((line) => line.talk === index && line.size !== undefined)
    .map((line) => line.size ?? 0);
  let got = 0;
  let next = 0;
  return (amount) => {
    got += amount;
    for (let size = sizes[next]; size !== undefined && got >= size; size = sizes[next]) {
      got -= size;
      next++;
      heard();
    }
  };
}

function unlessStopped(run: Promise<void>, stop: AbortController): Promise<void> {
  return run.catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
}

/** A worker plays its own end in the page; resolves when it has ended. */
export function playWorker(take: Take, index: number, talk: WorkerTalk, seen: Seen): Promise<void> {
  return new Promise((resolve) => {
    const lines = `/takes/${take.id}/worker/${index}`;
    const worker = new Worker(`/demo/worker.ts?talk=${lines}`, { type: 'module', name: talk.path });
    seen.log(`worker ${talk.path}`);
    let end: End | undefined;
    const say = (n: number) => {
      const line = talk.lines[n];
      if (line?.kind === 'close') {
        worker.terminate();
        seen.log(`worker ended ${talk.path}`);
        resolve();
      } else if (line) {
        seen.out();
        worker.postMessage(JSON.parse(line.data));
      }
    };
    const play = () => playEnd(talk.lines, 'page', take.speed, say, () => {});
    worker.onmessage = () => {
      seen.in(0);
      // The clock of the conversation starts when the worker has loaded, which its first word shows.
      end ??= play();
      end.heard();
    };
    if (talk.lines[0]?.from === 'page') end = play();
  });
}
