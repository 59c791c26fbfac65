/**
 * What the checks ask by HTTP. The last part of the path names the behaviour, `-` parts it from its argument; the folders before
 * it are those of real editors, so that the hook watches these exchanges (n8n's workflows whole, Flowise's predictions piece by
 * piece), and what is sent begins as theirs does, so that it is claimed.
 */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';

const WORKFLOW = JSON.stringify({ data: { id: 'w', name: 'W', nodes: [], connections: {} } });
const FLOW = 'message:\ndata:{"event":"agentFlowEvent","data":"INPROGRESS"}\n\n';
const NODE = (id: string, status: string) =>
  `message:\ndata:{"event":"nextAgentFlow","data":{"nodeId":"${id}","nodeLabel":"ü 👋","status":"${status}"}}\n\n`;
const WHOLE_FLOW = [
  FLOW,
  NODE('a', 'INPROGRESS'),
  NODE('a', 'FINISHED'),
  NODE('b', 'INPROGRESS'),
  NODE('b', 'FINISHED'),
  'message:\ndata:{"event":"agentFlowEvent","data":"FINISHED"}\n\n',
].join('');
const STARTED =
  '{"type":"executionStarted","data":{"executionId":"1","mode":"manual","startedAt":"2026-01-01T00:00:00.000Z","workflowId":"w","workflowName":"W"}}';
const FLOOD = 48 << 20;

/** Answers that wait for the page's word, by the id that the page gave. */
const gates = new Map<string, ServerResponse>();
const floods = new Map<string, number>();

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly argument: string;
  readonly query: URLSearchParams;
}
type Route = (exchange: Exchange) => unknown;

const json = (response: ServerResponse, text: string) =>
  response.setHeader('content-type', 'application/json').end(text);
const events = (response: ServerResponse) =>
  response.setHeader('content-type', 'text/event-stream').setHeader('cache-control', 'no-store');

const ROUTES: Readonly<Record<string, Route>> = {
  json: ({ response }) => json(response, WORKFLOW),
  badjson: ({ response }) => json(response, `${WORKFLOW.slice(0, -3)}`),
  null: ({ response }) => json(response, 'null'),
  big: ({ response }) => json(response, `${WORKFLOW.slice(0, -1)},"x":"${'ü'.repeat(500_000)}"}`),
  empty: ({ response }) => response.writeHead(204).end(),
  nothing: ({ response }) => json(response, ''),
  status: ({ response, argument }) => {
    response.statusCode = Number(argument);
    json(response, WORKFLOW);
  },
  redirect: ({ request, response, argument }) =>
    response.writeHead(302, { location: `${request.url?.replace(/[^/]*$/, '')}${argument}` }).end(),
  /** What arrived. */
  async echo({ request, response }) {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { 'content-type': type = '', 'x-mine': mine = '' } = request.headers;
    const said = {
      method: request.method,
      type: type.replace(/boundary=.*/, ''),
      mine,
      bytes: Buffer.concat(parts).length,
    };
    json(response, `${WORKFLOW.slice(0, -1)},"said":${JSON.stringify(said)}}`);
  },
  /** Begins, then breaks the connection. */
  drop({ response }) {
    response.setHeader('content-length', 10_000).write(FLOW);
    setImmediate(() => response.destroy());
  },
  /** Never says a word. */
  never: () => {},
  /** A whole run in one write. */
  flow: ({ response }) => events(response).end(WHOLE_FLOW),
  /**
   * Begins, and goes on when told: `/push?id=` writes, `/end?id=` ends, `/break?id=` breaks. The id is `PAGE.NUMBER`; a page's next
   * gate ends the one before: browsers allow six connections.
   */
  gate({ response, query }) {
    const id = query.get('id') ?? '';
    const page = `${id.split('.')[0]}.`;
    for (const [other, gate] of gates) if (other.startsWith(page)) gate.destroy();
    gates.set(id, response);
    events(response).write(FLOW);
  },
  push: ({ response, query }) => {
    gates.get(query.get('id') ?? '')?.write(Buffer.from(query.get('hex') ?? '', 'hex'));
    response.end();
  },
  end: ({ response, query }) => {
    gates.get(query.get('id') ?? '')?.end();
    response.end();
  },
  break: ({ response, query }) => {
    gates.get(query.get('id') ?? '')?.destroy();
    response.end();
  },
  /** Answers when the page's end of a gate is gone. Firefox leaves only when there is something that it does not want. */
  async gone({ response, query }) {
    const gate = gates.get(query.get('id') ?? '');
    const more = setInterval(() => gate?.write('.'), 10);
    if (gate && !gate.destroyed) await once(gate, 'close');
    clearInterval(more);
    response.end('gone');
  },
  /** As much as the page will take. */
  flood({ response, query }) {
    const id = query.get('id') ?? '';
    const piece = Buffer.alloc(1 << 16, 'x');
    events(response).write(FLOW);
    let sent = 0;
    function more(): void {
      for (let room = true; room && sent < FLOOD; sent += piece.length) room = response.write(piece);
      floods.set(id, sent);
      if (sent >= FLOOD && !response.writableEnded) response.end();
    }
    response.on('drain', more);
    more();
  },
  flooded: ({ response, query }) => response.end(String(floods.get(query.get('id') ?? '') ?? 0)),
  /** Server-sent events of every make; then waits. */
  events({ response, request }) {
    const last = request.headers['last-event-id'] ?? '';
    events(response).write(
      `: comment\nretry: 5\n\ndata: ${STARTED}\n\nid: 7\ndata: last "${last}"\n\nevent: named\ndata: x\n\ndata: a\ndata: b\n\n` +
        'event: empty\n\ndata\n\nevent: done\ndata: .\n\n',
    );
  },
  /** Ends after each connection's message: the page connects again. */
  again({ response, request }) {
    const last = Number(request.headers['last-event-id'] ?? 0);
    events(response).end(`retry: 5\nid: ${last + 1}\ndata: ${last === 0 ? STARTED : `again ${last}`}\n\n`);
  },
  plain: ({ response }) => response.setHeader('content-type', 'text/plain').end('data: x\n\n'),
};

/** Answers and returns true when the path names one of these behaviours. */
export function answerHttp(request: IncomingMessage, response: ServerResponse): boolean {
  const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://x');
  const [name = '', argument = ''] = (pathname.split('/').at(-1) ?? '').split(/-(.*)/s);
  const route = Object.hasOwn(ROUTES, name) ? ROUTES[name] : undefined;
  if (!route) return false;
  void route({ request, response, argument, query });
  return true;
}
