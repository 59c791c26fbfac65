import { describe, expect, it } from 'vitest';
import { addressOf, readArguments } from '../../../content-script/precise/address.ts';
import { utf8Length, wellFormed } from '../../../content-script/precise/bytes.ts';
import { createFlow, createReceipts } from '../../../content-script/precise/flow.ts';
import { lateAt, ON_TIME, paused, read } from '../../../content-script/precise/lateness.ts';
import { weightOf } from '../../../content-script/precise/wire.ts';
import { createWorkerClock } from '../../../content-script/precise/worker-clock.ts';

describe('flow', () => {
  it('has room until so much is unhandled, and again when less is', async () => {
    const flow = createFlow(100);
    flow.took(99);
    expect(flow.room()).toBeUndefined();
    flow.took(50);
    const log: string[] = [];
    const waiting = [flow.room()?.then(() => log.push('a')), flow.room()?.then(() => log.push('b'))];
    flow.handled(49);
    await Promise.resolve();
    expect(log).toEqual([]);
    flow.handled(1);
    await Promise.all(waiting);
    expect(log).toEqual(['a', 'b']);
    expect(flow.room()).toBeUndefined();
  });

  it('tells what was handled in sums, and never more', () => {
    const said: number[] = [];
    const receipts = createReceipts(10, (bytes) => said.push(bytes));
    for (const bytes of [4, 4, 4, 9]) receipts.handled(bytes);
    expect(said).toEqual([12]);
    receipts.forget();
    receipts.handled(1);
    expect(said).toEqual([12]);
  });

  it('weighs text at two bytes a character, and each message for itself', () => {
    expect(weightOf('abc') - weightOf('')).toBe(6);
    expect(weightOf(new ArrayBuffer(7)) - weightOf('')).toBe(7);
    expect(weightOf('')).toBeGreaterThan(100);
  });
});

describe('lateness', () => {
  it('is the usual while nothing is paused', () => {
    expect(lateAt(read(ON_TIME, 100, 101), 101, 20)).toBe(20);
  });

  it('counts from the pause, for all that is read until a read had to wait', () => {
    let state = paused(ON_TIME, 1_000);
    state = paused(state, 1_500);
    state = read(state, 2_000, 2_001);
    expect(lateAt(state, 2_001, 20)).toBe(1_021);
    state = read(state, 2_002, 2_030);
    expect(lateAt(state, 2_030, 20)).toBe(20);
  });
});

describe('the clock of the worker', () => {
  it('ticks while frames come, and says how late its own thread may be', () => {
    let t = 0;
    let due: (() => void) | undefined;
    const clock = createWorkerClock(
      () => t,
      (action) => {
        due = action;
      },
    );
    const turnAt = (ms: number) => {
      t = ms;
      const action = due;
      due = undefined;
      action?.();
    };
    expect(clock.late(1_000)).toBe(0);
    for (let ms = 1_004; ms <= 1_040; ms += 4) turnAt(ms);
    // The last tick on time, and what a frame may be on its way.
    expect(clock.late(1_042)).toBe(6);
    // Nobody ran for a while: what is read now may be as old as that.
    expect(clock.late(1_300)).toBe(264);
    turnAt(3_400);
    expect(due).toBeUndefined();
    expect(clock.late(9_000)).toBe(0);
  });
});

describe('addresses', () => {
  const at = (url: unknown, protocols?: unknown, base = 'http://x.test:81/a/b?c') =>
    addressOf(readArguments([url, protocols]), base);

  it('are made absolute as browsers make them', () => {
    expect([at('ws://y.test/z'), at('/p'), at('p'), at('https://y.test'), at('')]).toEqual([
      'ws://y.test/z',
      'ws://x.test:81/p',
      'ws://x.test:81/a/p',
      'wss://y.test/',
      'ws://x.test:81/a/b?c',
    ]);
  });

  it('are left to the browser when it would refuse them, or might', () => {
    expect([at('ftp://y/'), at('ws://y/#f'), at('http://['), at('ws://y:99999/')]).toEqual(Array(4).fill(undefined));
    expect([at('/', ''), at('/', 'a b'), at('/', ['a', 'a']), at('/', ['a', 'A'])]).toEqual(Array(4).fill(undefined));
    expect(at('ws://y.test/', undefined, 'https://x.test/')).toBeUndefined();
    expect(at('wss://y.test/', undefined, 'https://x.test/')).toBe('wss://y.test/');
  });

  it('and protocols are read once, in their order', () => {
    const reads: string[] = [];
    const text = (value: string) => ({
      toString() {
        reads.push(value);
        return value;
      },
    });
    expect(readArguments([text('/u'), [text('a'), text('b')]])).toEqual({ url: '/u', protocols: ['a', 'b'] });
    expect(reads).toEqual(['/u', 'a', 'b']);
    expect(readArguments(['/u', null]).protocols).toEqual(['null']);
  });
});

describe('texts', () => {
  it.each(['', 'abc', 'é', '€', '👋', 'a👋é€z'])('%s has as many bytes as it is encoded in', (text) => {
    expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length);
  });

  it('are well-formed, and what has none is refused in the words of the browser', () => {
    expect(wellFormed('\ud800x', 'Failed: ')).toBe('\ufffdx');
    expect(() => wellFormed(Symbol('s'), 'Failed: ')).toThrow('Failed: Cannot convert a Symbol value to a string');
    const own = new TypeError('mine');
    const thrower = {
      toString() {
        throw own;
      },
    };
    expect(() => wellFormed(thrower, 'Failed: ')).toThrow(own);
  });
});
