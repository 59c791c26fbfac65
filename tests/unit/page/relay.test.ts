import { describe, expect, it } from 'vitest';
import { createDiagnostics } from '../../../content-script/diagnostics.ts';
import { createRelay } from '../../../content-script/relay.ts';
import { createChannel } from '../../../src/messages/channel.ts';
import { RELAY_LIMITS } from '../../../src/model/limits.ts';
import { type FakePort, fakePort, fakeTimers, runRecord } from './fakes.ts';

const NONE = { held: 0, unreadable: 0 };
const CONFIG = { kind: 'config', recording: true, diagnostics: false };
const records = (from: number, count: number) => Array.from({ length: count }, (_, i) => runRecord(from + i));

function setup() {
  const timers = fakeTimers();
  const ports: FakePort[] = [];
  const recording: boolean[] = [];
  const shown: unknown[] = [];
  const diagnostics = createDiagnostics('e');
  let gone = false;
  const relay = createRelay({
    epoch: 'e',
    diagnostics,
    configureHook: (on) => recording.push(on),
    showSpans: (spans) => shown.push(spans),
    sample: () => [],
    channel: (handlers) =>
      createChannel({
        ...handlers,
        later: timers.later,
        connect() {
          if (gone) return undefined;
          const made = fakePort();
          ports.push(made);
          return made.port;
        },
      }),
  });
  const last = () => ports.at(-1) as FakePort;
  /** [kind, seq or oldest or next, number of records] of each message of the present port. */
  const said = () =>
    last().sent.map((message) => {
      const { kind, seq, oldest, next, records: list } = message as Record<string, never>;
      return [kind, seq ?? oldest ?? next, (list as unknown[] | undefined)?.length ?? 0];
    });
  const answer = (upTo: number) => {
    last().say(CONFIG);
    last().say({ kind: 'ack', epoch: 'e', upTo });
  };
  return {
    relay,
    timers,
    ports,
    last,
    said,
    answer,
    recording,
    shown,
    diagnostics,
    leaveExtension: () => (gone = true),
  };
}

describe('relay', () => {
  it('has spans shown that are for its document, and no others', () => {
    const { relay, last, answer, shown } = setup();
    relay.connect();
    answer(0);
    const span = { name: 'a', track: 't', startUs: 1, endUs: 2, failed: false };
    last().say({ kind: 'spans', epoch: 'other', spans: [span] });
    last().say({ kind: 'spans', epoch: 'e', spans: [{ ...span, startUs: 'x' }] });
    last().say({ kind: 'spans', epoch: 'e', spans: Array.from({ length: RELAY_LIMITS.liveSpans + 1 }, () => span) });
    expect(shown).toEqual([]);
    last().say({ kind: 'spans', epoch: 'e', spans: [span] });
    expect(shown).toEqual([[span]]);
  });

  it('says hello, hands on the configuration and sends only after the first ack', () => {
    const { relay, said, answer, recording } = setup();
    relay.connect();
    relay.take(records(1, 2), NONE);
    expect([said(), recording]).toEqual([[['hello', 1, 0]], []]);
    answer(0);
    expect([said().slice(1), recording]).toEqual([[['batch', 1, 2]], [true]]);
    relay.take(records(3, 1), NONE);
    expect(said().at(-1)).toEqual(['batch', 3, 1]);
  });

  it('sends again what was not acked when the worker was killed, and nothing else', () => {
    const { relay, timers, ports, last, said, answer } = setup();
    relay.connect();
    answer(0);
    relay.take(records(1, 5), NONE);
    last().say({ kind: 'ack', epoch: 'e', upTo: 3 });
    last().drop();
    relay.take(records(6, 1), NONE);
    timers.advance(100);
    expect([ports.length, said()]).toEqual([2, [['hello', 4, 0]]]);
    answer(3);
    expect(said().slice(1)).toEqual([['batch', 4, 3]]);
  });

  it('skips what the new worker has already although its ack was lost', () => {
    const { relay, timers, last, said, answer } = setup();
    relay.connect();
    answer(0);
    relay.take(records(1, 5), NONE);
    last().drop();
    timers.advance(100);
    answer(4);
    expect(said().slice(1)).toEqual([['batch', 5, 1]]);
  });

  it('goes back when asked to send again', () => {
    const { relay, last, said, answer } = setup();
    relay.connect();
    answer(0);
    relay.take(records(1, 4), NONE);
    last().say({ kind: 'resync', epoch: 'e', from: 2 });
    expect(said().at(-1)).toEqual(['batch', 2, 3]);
    last().say({ kind: 'resync', epoch: 'e', from: 99 });
    expect(said().at(-1)).toEqual(['batch', 2, 3]);
  });

  it('says hello again when asked for what is gone, so that it is not asked for ever', () => {
    const { relay, last, said, answer } = setup();
    relay.connect();
    answer(0);
    relay.take(records(1, 4), NONE);
    last().say({ kind: 'ack', epoch: 'e', upTo: 3 });
    last().say({ kind: 'resync', epoch: 'e', from: 2 });
    expect(said().at(-1)).toEqual(['hello', 4, 0]);
    answer(3);
    expect(said().at(-1)).toEqual(['batch', 4, 1]);
  });

  it('drops the oldest when the background stays away, and counts them', () => {
    const { relay, said, last, answer } = setup();
    for (let i = 0; i < 66; i++) relay.take(records(i * 1000, 1000), { held: 3, unreadable: 4 });
    const lost = 66_000 - RELAY_LIMITS.ringRecords;
    relay.connect();
    expect(last().sent[0]).toMatchObject({ oldest: lost + 1, losses: { held: 3, unreadable: 4, ring: lost } });
    answer(0);
    expect(said()[1]).toEqual(['batch', lost + 1, RELAY_LIMITS.batchRecords]);
    const sizes = said()
      .slice(1)
      .map(([, , count]) => Number(count));
    expect(sizes.reduce((a, b) => a + b)).toBe(RELAY_LIMITS.ringRecords);
    expect(Math.max(...sizes)).toBe(RELAY_LIMITS.batchRecords);
  });

  it('a port that breaks in the middle of a replay begins anew from the last ack', () => {
    const { relay, timers, ports, last, said, answer } = setup();
    for (let i = 0; i < 3; i++) relay.take(records(i * 1000, 1000), NONE);
    relay.connect();
    const [first] = ports as [FakePort];
    const { postMessage } = first.port;
    let posts = 0;
    first.port.postMessage = (message) => {
      if (++posts > 1) first.die();
      postMessage(message);
    };
    answer(0);
    expect(said()).toEqual([
      ['hello', 1, 0],
      ['batch', 1, 1000],
    ]);
    timers.advance(100);
    expect(last()).not.toBe(first);
    answer(0);
    expect(said().map(([, seq]) => seq)).toEqual([1, 1, 1001, 2001]);
  });

  it('on leaving sends the rest, without waiting for an answer to hello, then bye', () => {
    const { relay, said, last } = setup();
    relay.connect();
    relay.take(records(1, 2), NONE);
    relay.leave();
    expect(said()).toEqual([
      ['hello', 1, 0],
      ['batch', 1, 2],
      ['bye', 3, 0],
    ]);
    expect(last().isDead()).toBe(true);
  });

  it('on leaving between two ports opens one more for what is left', () => {
    const { relay, ports, said, answer, last } = setup();
    relay.connect();
    answer(0);
    last().drop();
    relay.take(records(1, 2), NONE);
    relay.leave();
    expect([ports.length, said().map(([kind]) => kind)]).toEqual([2, ['hello', 'batch', 'bye']]);
    const idle = setup();
    idle.relay.leave();
    expect(idle.ports).toEqual([]);
  });

  it('back from the back/forward cache it opens a new port', () => {
    const { relay, ports, said, answer, last } = setup();
    relay.connect();
    answer(0);
    relay.take(records(1, 1), NONE);
    last().die();
    relay.connect();
    answer(0);
    expect([ports.length, said().slice(1)]).toEqual([2, [['batch', 1, 1]]]);
  });

  it('goes dormant when the extension was updated under it', () => {
    const { relay, timers, recording, last, answer, leaveExtension } = setup();
    relay.connect();
    answer(0);
    leaveExtension();
    last().drop();
    timers.advance(100);
    relay.take(records(1, 1), NONE);
    expect([recording, timers.waiting()]).toEqual([[true, false], []]);
  });

  it('ignores junk and other documents', () => {
    const { relay, said, last, recording } = setup();
    relay.connect();
    relay.take(records(1, 1), NONE);
    for (const junk of [null, 7, {}, { kind: 'ack', epoch: 'e', upTo: -1 }, { kind: 'ack', epoch: 'other', upTo: 9 }])
      last().say(junk);
    last().say({ kind: 'config', recording: 'yes', diagnostics: false });
    expect([said(), recording]).toEqual([[['hello', 1, 0]], []]);
  });
});

describe('diagnostics', () => {
  it('keeps each record once, however often it was sent', () => {
    const { relay, timers, last, diagnostics } = setup();
    relay.connect();
    last().say({ ...CONFIG, diagnostics: true });
    last().say({ kind: 'ack', epoch: 'e', upTo: 0 });
    relay.take(records(1, 3), NONE);
    last().drop();
    timers.advance(100);
    last().say({ kind: 'ack', epoch: 'e', upTo: 1 });
    relay.take(records(4, 1), NONE);
    const reply = diagnostics.answer({ kind: 'longpole-diagnostics' });
    expect(reply).toMatchObject({ epoch: 'e', total: 4 });
    expect(reply?.records.map(({ seq, record }) => [seq, record.t])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 4],
    ]);
    const part = diagnostics.answer({ kind: 'longpole-diagnostics', from: 1, count: 2 });
    expect(part?.records.map(({ seq }) => seq)).toEqual([2, 3]);
  });

  it('keeps nothing unless switched on, and answers nothing else', () => {
    const { relay, answer, diagnostics } = setup();
    relay.connect();
    answer(0);
    relay.take(records(1, 3), NONE);
    expect(diagnostics.answer({ kind: 'longpole-diagnostics' })?.records).toEqual([]);
    expect([null, 'x', {}, { kind: 'other' }].map((message) => diagnostics.answer(message))).toEqual(
      Array(4).fill(undefined),
    );
  });
});
