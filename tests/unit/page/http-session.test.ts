import { describe, expect, it } from 'vitest';
import { createSession } from '../../../content-script/session.ts';
import type { PageEditor } from '../../../src/editors/editor.ts';
import { PAGE_LIMITS } from '../../../src/model/limits.ts';
import type { TrafficRecord } from '../../../src/model/record.ts';
import { testEditor, us } from './fakes.ts';

/** Wants `/stream` piece by piece and `/whole` as one, and tells the size of what it got. */
function setup(late?: number) {
  const out: TrafficRecord[] = [];
  const base = testEditor();
  let looks = 0;
  const editor: PageEditor = {
    ...base,
    wants: ({ url }) => {
      looks++;
      return url.endsWith('/stream') ? 'stream' : url.endsWith('/whole') ? 'body' : undefined;
    },
    claims: (frame) => typeof frame.data !== 'string' || frame.data.startsWith('ed:'),
    createReducer: () => ({
      reduce: ({ data, t, link, http, event, late: wait }) => [
        {
          k: 'run',
          editor: 'nodetool',
          run: `${http?.part ?? event} ${typeof data === 'string' ? data : JSON.stringify(data)}${http?.broken ? ' broken' : ''}`,
          workflow: '',
          status: 'running',
          t,
          link,
          ...(wait === undefined ? {} : { late: wait }),
        },
      ],
    }),
  };
  const session = createSession({ editors: [editor], emit: (records) => out.push(...records), late: () => late });
  const open = (path: string) => {
    const link = session.exchange({ method: 'GET', url: `http://host/${path}` });
    if (!link) throw new Error('nobody wants it');
    return link;
  };
  const said = () => out.map((r) => (r.k === 'run' ? r.run : 'what' in r ? `${r.k} ${r.what} ${r.t}` : r.k));
  return { session, open, out, said, looks: () => looks };
}

describe('HTTP exchanges in a session', () => {
  it('that nobody wants are not watched, and cost one question', () => {
    const { session, looks } = setup();
    expect(session.exchange({ method: 'GET', url: 'http://host/other' })).toBeUndefined();
    expect(looks()).toBe(1);
  });

  it('are not even asked about while recording is off', () => {
    const { session, looks } = setup();
    session.configure(false, us(0));
    expect([session.exchange({ method: 'GET', url: 'http://host/stream' }), looks()]).toEqual([undefined, 0]);
  });

  it('streams are links from when they are claimed to their end', () => {
    const { session, open, said } = setup();
    session.configure(true, us(0));
    const link = open('stream');
    session.step(link, { part: 'request', data: 'question' }, us(1));
    expect(said()).toEqual([]);
    session.step(link, { part: 'chunk', data: 'ed:a', status: 200 }, us(2));
    session.step(link, { part: 'end', data: '', broken: true }, us(3));
    expect(said()).toEqual(['link open 2', 'request question', 'chunk ed:a', 'end  broken', 'link close 3']);
  });

  it('streams that were read whole are links, too', () => {
    const { session, open, said } = setup();
    session.configure(true, us(0));
    session.step(open('stream'), { part: 'body', data: 'ed:all' }, us(2));
    expect(said()).toEqual(['link open 2', 'chunk ed:all', 'end ', 'link close 2']);
  });

  it('answers wanted whole are no links', () => {
    const { session, open, said } = setup();
    session.configure(true, us(0));
    const link = open('whole');
    session.step(link, { part: 'request', data: '' }, us(1));
    session.step(link, { part: 'body', data: { a: 1 } }, us(2));
    expect(said()).toEqual(['request ', 'body {"a":1}']);
  });

  it('what comes may be late, what goes out is not', () => {
    const { session, open, out } = setup(1234);
    session.configure(true, us(0));
    const link = open('stream');
    session.step(link, { part: 'request', data: 'ed:q' }, us(1));
    session.step(link, { part: 'chunk', data: 'x' }, us(2));
    expect(out.map((r) => ('late' in r ? r.late : undefined))).toEqual([undefined, undefined, 1234]);
  });

  it('before the configuration: a copy is held, since the page may change its own', () => {
    const { session, open, said } = setup();
    const body = { list: [1] };
    const piece = new Uint8Array([1]);
    session.step(open('whole'), { part: 'body', data: body }, us(1));
    session.step(open('whole'), { part: 'body', data: piece }, us(2));
    body.list.push(2);
    piece[0] = 9;
    session.configure(true, us(3));
    expect(said()).toEqual(['body {"list":[1]}', 'body {"0":1}']);
  });

  it('before the configuration: what is too large is counted as lost', () => {
    const { session, open, said } = setup();
    session.step(open('whole'), { part: 'body', data: { text: 'x'.repeat(PAGE_LIMITS.heldBytes) } }, us(1));
    session.step(open('whole'), { part: 'body', data: new Uint8Array(PAGE_LIMITS.heldBytes + 1) }, us(1));
    session.configure(true, us(3));
    expect([said(), session.losses().held]).toEqual([[], 2]);
  });

  it('hidden answers are trouble where they are an editor’s', () => {
    const { session, open, said } = setup();
    session.configure(true, us(0));
    const unknown = open('stream');
    session.step(unknown, { part: 'request', data: 'question' }, us(1));
    session.hidden(unknown, us(2));
    const ours = open('stream');
    session.step(ours, { part: 'request', data: 'ed:q' }, us(3));
    session.hidden(ours, us(4));
    expect([said().slice(-1), session.losses().unreadable]).toEqual([['trouble unreadable 4'], 1]);
  });

  it('server-sent events carry their type', () => {
    const { session, said } = setup();
    session.configure(true, us(0));
    const link = session.link('eventsource', 'http://host/events', us(1));
    session.frame(link, 'in', 'ed:x', us(2), 'named');
    expect(said()).toEqual(['link open 1', 'named ed:x']);
  });
});
