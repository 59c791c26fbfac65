/** What well-known clients make of their connections, written down by themselves. The same is expected with the hook and without it. */
import { fetchEventSource } from '@microsoft/fetch-event-source';
import axios, { type AxiosError } from 'axios';
import { HttpResponse, http, ws } from 'msw';
import { setupWorker } from 'msw/browser';
import PartySocket from 'partysocket/ws';
import ReconnectingWebSocket from 'reconnecting-websocket';
import { io } from 'socket.io-client';

type Log = (what: string) => void;

/** Both are the same class by descent. */
interface Reconnecting {
  binaryType: string;
  readonly retryCount: number;
  readonly readyState: number;
  readonly bufferedAmount: number;
  addEventListener(type: string, listener: (event: Event) => void): void;
  send(data: string | ArrayBuffer): void;
  close(code?: number, reason?: string): void;
}

/** Sends before it is open, is dropped twice, comes back by itself, and closes. */
function reconnecting(socket: Reconnecting, log: Log): Promise<void> {
  socket.binaryType = 'arraybuffer';
  socket.send('too early');
  return new Promise((resolve) => {
    let opened = 0;
    socket.addEventListener('open', () => {
      log(`open ${++opened}, retries ${socket.retryCount}, state ${socket.readyState}`);
      if (opened > 1) socket.send(`hello ${opened}`);
      if (opened === 3) socket.send(new Uint8Array([1, 2, 3]).buffer);
    });
    socket.addEventListener('message', (event) => {
      const { data } = event as MessageEvent;
      log(`message ${typeof data === 'string' ? data : [...new Uint8Array(data)].join()}`);
      if (typeof data !== 'string') socket.close(1000, 'done');
    });
    socket.addEventListener('close', (event) => {
      const { code, reason, wasClean } = event as CloseEvent;
      log(`close ${code} ${reason} ${wasClean}`);
      if (opened === 3) resolve();
    });
  });
}

const CLIENTS: Readonly<Record<string, (log: Log) => Promise<void>>> = {
  'reconnecting-websocket': (log) =>
    reconnecting(
      new ReconnectingWebSocket(`ws://${location.host}/twice`, [], {
        minReconnectionDelay: 10,
        maxReconnectionDelay: 20,
      }) as never,
      log,
    ),

  partysocket: (log) =>
    reconnecting(
      new PartySocket(`ws://${location.host}/twice`, [], {
        minReconnectionDelay: 10,
        maxReconnectionDelay: 20,
      }) as never,
      log,
    ),

  'socket.io-client': async (log) => {
    const socket = io({ reconnection: false, forceNew: true });
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    log(`connected, active ${socket.active}`);
    if (socket.io.engine.transport.name !== 'websocket')
      await new Promise<void>((resolve) => socket.io.engine.once('upgrade', () => resolve()));
    log(`over ${socket.io.engine.transport.name}`);
    log(`sum ${await socket.timeout(5_000).emitWithAck('add', 2, 3)}`);
    const back = new Promise<ArrayBuffer>((resolve) => socket.once('bytes', resolve));
    socket.emit('bytes', new Uint8Array([1, 2, 3]));
    log(`bytes ${[...new Uint8Array(await back)].join()}`);
    const gone = new Promise<string>((resolve) => socket.once('disconnect', resolve));
    socket.emit('leave');
    log(`gone: ${await gone}`);
  },

  'fetch-event-source': async (log) => {
    const stop = new AbortController();
    let rounds = 0;
    await fetchEventSource('/events', {
      method: 'POST',
      body: '{"ask":1}',
      signal: stop.signal,
      openWhenHidden: true,
      async onopen({ status, headers }) {
        log(`open ${status} ${headers.get('content-type')}`);
      },
      onmessage: ({ id, event, data }) => log(`${id} ${event} ${data}`),
      onclose() {
        log('closed');
        if (++rounds < 2) throw new Error('again');
      },
      onerror(error: Error) {
        log(`error ${error.message}`);
        return 1;
      },
    });
    log('done');
  },

  axios: async (log) => {
    for (const adapter of ['xhr', 'fetch'] as const) {
      const client = axios.create({ adapter });
      const { data, status, headers } = await client.get('/json');
      log(`${adapter} ${status} ${headers['content-type']} ${JSON.stringify(data)}`);
      const failed = await client.get('/fail').catch((error: AxiosError) => error);
      log(
        `${(failed as AxiosError).code} ${(failed as AxiosError).message} ${JSON.stringify((failed as AxiosError).response?.data)}`,
      );
      let loaded = 0;
      const large = await client.get<{ text: string }>('/large', {
        onDownloadProgress: (event) => (loaded = event.loaded),
      });
      log(`large ${large.data.text.length} ${loaded}`);
      const upload = await client.post('/upload', new Blob(['x'.repeat(10_000)], { type: 'text/plain' }));
      log(`upload ${JSON.stringify(upload.data)}`);
      const stop = new AbortController();
      const never = client.get('/never', { signal: stop.signal }).catch((error: AxiosError) => error.code);
      stop.abort();
      log(`stopped ${await never}`);
      const late = await client
        .get('/never', { timeout: 50 })
        .catch((error: AxiosError) => `${error.code} ${error.message}`);
      log(`late ${late}`);
      const buffer = await client.get<ArrayBuffer>('/json', { responseType: 'arraybuffer' });
      log(`bytes ${Object.prototype.toString.call(buffer.data)} ${buffer.data.byteLength}`);
    }
  },

  msw: async (log) => {
    const room = ws.link(`ws://${location.host}/mocked`);
    const mock = setupWorker(
      http.get('/mocked', () => HttpResponse.json({ mocked: true }, { status: 201 })),
      room.addEventListener('connection', ({ client }) => {
        client.send('from nowhere');
        client.addEventListener('message', (event) => client.send(`you said ${event.data}`));
      }),
    );
    await mock.start({ quiet: true });
    const response = await fetch('/mocked');
    log(`fetch ${response.status} ${await response.text()}`);
    log(`axios ${JSON.stringify((await axios.get('/mocked')).data)}`);
    log(`through ${(await fetch('/json')).status}`);
    const socket = new WebSocket(`ws://${location.host}/mocked`);
    await new Promise<void>((resolve) => {
      socket.addEventListener('open', () => log(`open ${socket.readyState}`));
      socket.addEventListener('message', ({ data }) => {
        log(`message ${data}`);
        if (data === 'from nowhere') socket.send('hello');
        else socket.close(1000, 'bye');
      });
      socket.addEventListener('close', ({ code, reason }) => {
        log(`close ${code} ${reason}`);
        resolve();
      });
    });
    const real = new WebSocket(`ws://${location.host}/echo`);
    await new Promise<void>((resolve) => {
      real.addEventListener('open', () => real.send('through'));
      real.addEventListener('message', ({ data }) => {
        log(`real ${data}`);
        resolve();
      });
    });
    real.close();
    mock.stop();
    const after = new WebSocket(`ws://${location.host}/echo`);
    await new Promise<void>((resolve) => {
      after.addEventListener('open', () => resolve());
    });
    log(`native again: ${after instanceof WebSocket}`);
    after.close();
  },
};

const errors: string[] = [];
window.addEventListener('error', ({ message }) => errors.push(message));
window.addEventListener('unhandledrejection', ({ reason }) => errors.push(String(reason)));
const equal: [string, string][] = [];
for (const [name, run] of Object.entries(CLIENTS)) {
  const lines: string[] = [];
  const late = new Promise<void>((_, reject) => setTimeout(() => reject(new Error('no end')), 20_000));
  await Promise.race([run((what) => lines.push(what)), late]).catch((error: unknown) => lines.push(`THREW ${error}`));
  equal.push([name, lines.join('\n')]);
}
Object.assign(window, { results: { equal, later: [], source: [['WebSocket', String(WebSocket)]], errors } });
