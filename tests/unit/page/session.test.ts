import { describe, expect, it } from 'vitest';
import { createSession } from '../../../content-script/session.ts';
import { PAGE_LIMITS } from '../../../src/model/limits.ts';
import type { TrafficRecord } from '../../../src/model/record.ts';
import { testEditor, us } from './fakes.ts';

function setup(late?: number) {
  const out: TrafficRecord[] = [];
  let looks = 0;
  const editor = testEditor(() => looks++);
  const session = createSession({ editors: [editor], emit: (records) => out.push(...records), late: () => late });
  const link = session.link('websocket', 'host/ws', us(1));
  /** Records in words. */
  const said = () => out.map((r) => (r.k === 'run' ? `run ${r.run}` : 'what' in r ? `${r.k} ${r.what} ${r.t}` : r.k));
  return { session, link, out, said, looks: () => looks };
}

describe('session', () => {
  it('holds what comes before the configuration, then does it in order', () => {
    const { session, link, said, looks } = setup();
    session.opened(link, us(5));
    session.frame(link, 'out', 'ed:a', us(6));
    session.frame(link, 'in', 'ed:b', us(7));
    session.closed(link, us(8), 1000);
    expect([said(), looks()]).toEqual([[], 0]);
    session.configure(true, us(0));
    expect(said()).toEqual(['link open 5', 'run a', 'run b', 'link close 8']);
  });

  it('drops what it held, unseen, when recording turns out to be off', () => {
    const { session, link, said, looks } = setup();
    session.frame(link, 'in', 'ed:a', us(6));
    session.configure(false, us(0));
    session.frame(link, 'in', 'ed:b', us(7));
    session.opened(link, us(8));
    session.closed(link, us(9));
    expect([said(), looks(), session.idle(), session.losses()]).toEqual([[], 0, true, { held: 0, unreadable: 0 }]);
  });

  it('holds so many frames and so many bytes, and counts the others', () => {
    const { session, link, said } = setup();
    for (let i = 0; i < PAGE_LIMITS.heldFrames + 5; i++) session.frame(link, 'in', `ed:${i}`, us(i));
    session.configure(true, us(0));
    expect([session.losses().held, said().length]).toEqual([5, 1 + PAGE_LIMITS.heldFrames]);

    const bytes = setup();
    const half = new Uint8Array(PAGE_LIMITS.heldBytes / 2);
    for (let i = 0; i < 3; i++) bytes.session.frame(bytes.link, 'in', half, us(i));
    expect(bytes.session.losses().held).toBe(1);
  });

  it('says when it stops looking, where an editor was seen', () => {
    const { session, link, said } = setup();
    session.configure(true, us(0));
    session.configure(false, us(1));
    expect(said()).toEqual([]);
    session.configure(true, us(2));
    session.frame(link, 'in', 'ed:a', us(6));
    session.configure(false, us(7));
    session.configure(false, us(8));
    expect(said()).toEqual(['link open 1', 'run a', 'trouble paused 7']);
  });

  it('tells of a link once, with the time it opened, when recording begins later', () => {
    const { session, link, said } = setup();
    session.configure(false, us(0));
    session.opened(link, us(5));
    session.configure(true, us(0));
    session.frame(link, 'in', 'ed:a', us(6));
    session.frame(link, 'in', 'ed:b', us(7));
    expect(said()).toEqual(['link open 5', 'run a', 'run b']);
  });

  it('tells of a worker at once: it has no open event', () => {
    const { session, said } = setup();
    session.configure(true, us(0));
    session.link('worker', 'host/w.js', us(2));
    expect(said()).toEqual(['link open 2']);
  });

  it('asks the editors until one claims the link, then never again', () => {
    const { session, link, said, looks } = setup();
    session.configure(true, us(0));
    session.frame(link, 'in', 'something else', us(1));
    session.frame(link, 'in', 'ed:a', us(2));
    session.frame(link, 'in', 'anything', us(3));
    expect([said().slice(1), looks()]).toEqual([['run a', 'run thing'], 2]);
  });

  it('claims each link by itself', () => {
    const { session, link, said } = setup();
    const other = session.link('websocket', 'host/chat', us(1));
    session.configure(true, us(0));
    session.frame(link, 'in', 'ed:a', us(2));
    session.frame(other, 'in', 'chat', us(3));
    expect(said().filter((line) => line.startsWith('run'))).toEqual(['run a']);
    expect([link.id, other.id]).toEqual([1, 2]);
  });

  it('says what it could not read, of links that are an editor’s', () => {
    const { session, link, out, said } = setup();
    const huge = { length: PAGE_LIMITS.frameBytes + 1 };
    session.configure(true, us(0));
    session.frame(link, 'in', undefined, us(1));
    session.frame(link, 'in', 'ed:a', us(2));
    session.frame(link, 'in', undefined, us(3));
    session.frame(link, 'in', 'ed:bad', us(4));
    session.frame(link, 'in', 'ed:bug', us(5));
    session.frame(link, 'in', Object.setPrototypeOf(new Uint8Array(huge.length), Uint8Array.prototype), us(6));
    const troubles = out.filter(({ k }) => k === 'trouble').length;
    expect(said().slice(2)).toEqual([
      'trouble unreadable 3',
      'trouble malformed 4',
      'trouble internal 5',
      'trouble too-large 6',
    ]);
    expect(session.losses().unreadable).toBe(troubles);
  });

  it('puts how late a frame may be on it', () => {
    const { session, link, out } = setup(1234);
    session.configure(true, us(0));
    session.frame(link, 'in', 'ed:a', us(1));
    session.frame(link, 'in', 'ed:bug', us(2));
    expect(out.at(-1)).toMatchObject({ k: 'trouble', late: 1234 });
  });

  it('says which clock read a link, and how late a frame may be by it', () => {
    const { session, out } = setup(7);
    session.configure(true, us(0));
    const precise = session.link('websocket', 'host/ws', us(1), 'worker');
    session.opened(precise, us(2));
    session.frame(precise, 'in', 'ed:a', us(3), undefined, 42);
    session.closed(precise, us(4), 1000);
    expect(out.map((r) => [r.k, r.clock])).toEqual([
      ['link', 'worker'],
      ['run', 'worker'],
      ['link', 'worker'],
    ]);
  });
});
