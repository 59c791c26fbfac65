/** Records, editors and timers for the tests of the page side. */
import type { Editor, Frame } from '../../../src/editors/editor.ts';
import type { ChannelPort } from '../../../src/messages/channel.ts';
import type { OutputRecord, ProgressRecord, RunRecord, TrafficRecord } from '../../../src/model/record.ts';
import type { Micros } from '../../../src/model/time.ts';

export const us = (value: number): Micros => value as Micros;
const head = { link: 1, editor: 'nodetool', run: 'r', workflow: 'w' } as const;

export function runRecord(t: number, status: RunRecord['status'] = 'running', run = 'r'): RunRecord {
  return { ...head, k: 'run', t: us(t), status, run };
}

export function progress(t: number, done: number, node = 'n'): ProgressRecord {
  return { ...head, k: 'progress', t: us(t), node, done, total: 10 };
}

export function output(t: number, bytes: number, node = 'n'): OutputRecord {
  return { ...head, k: 'output', t: us(t), node, bytes, n: 1 };
}

export function nodeRecord(t: number, node = 'n'): TrafficRecord {
  return { ...head, k: 'node', t: us(t), node, type: 'T', name: 'N', status: 'completed' };
}

/** Text frames that begin with "ed:" are this editor's; "ed:bad" makes a trouble record, "ed:bug" throws. */
export function testEditor(looked: (frame: Frame) => void = () => {}): Editor {
  return {
    id: 'nodetool',
    name: 'Test',
    claims(frame) {
      looked(frame);
      return typeof frame.data === 'string' && frame.data.startsWith('ed:');
    },
    createReducer: () => ({
      reduce({ data, t, link }) {
        if (data === 'ed:bug') throw new Error('bug');
        if (data === 'ed:bad') return [{ k: 'trouble', what: 'malformed', n: 1, t, link }];
        return typeof data === 'string' ? [{ ...runRecord(t), link, run: data.slice(3) }] : [];
      },
    }),
    createInterpreter: () => ({ feed: () => [], settle: () => [], save: () => null }),
  };
}

/** A clock whose timers run when a test says so. */
export function fakeTimers() {
  let now = 0;
  let waiting: { at: number; action: () => void }[] = [];
  function later(action: () => void, ms: number) {
    const timer = { at: now + ms, action };
    waiting.push(timer);
    return () => {
      waiting = waiting.filter((other) => other !== timer);
    };
  }
  return {
    now: () => now,
    later,
    every(action: () => void, ms: number) {
      let cancel = () => {};
      const next = (): void => {
        cancel = later(() => {
          next();
          action();
        }, ms);
      };
      next();
      return () => cancel();
    },
    /** Runs what falls due within `ms`, in order. */
    advance(ms: number) {
      const end = now + ms;
      for (;;) {
        const [due] = waiting.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (!due) break;
        waiting = waiting.filter((other) => other !== due);
        now = due.at;
        due.action();
      }
      now = end;
    },
    waiting: () => waiting.map(({ at }) => at - now),
  };
}

/** One end of a port; the test plays the other. */
export function fakePort() {
  const sent: unknown[] = [];
  let receive: (message: unknown) => void = () => {};
  let lost: () => void = () => {};
  let dead = false;
  const port: ChannelPort = {
    postMessage(message) {
      if (dead) throw new Error('disconnected port');
      sent.push(structuredClone(message));
    },
    disconnect: () => {
      dead = true;
    },
    onMessage: (listener) => {
      receive = listener;
    },
    onDisconnect: (listener) => {
      lost = listener;
    },
  };
  return {
    port,
    sent,
    say: (message: unknown) => receive(message),
    /** The other side goes away and the browser tells us. */
    drop() {
      dead = true;
      lost();
    },
    /** The port is dead and nobody tells us, as after a back/forward-cache restore. */
    die() {
      dead = true;
    },
    isDead: () => dead,
  };
}

export type FakePort = ReturnType<typeof fakePort>;
