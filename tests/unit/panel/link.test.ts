import { effect, signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import { openLink } from '../../../panel/state/link.ts';
import { throttled } from '../../../panel/state/throttle.ts';
import type { ToBackgroundFromPanel } from '../../../src/messages/panel.ts';
import type { Port } from '../../../src/platform/types.ts';
import { manualClock } from './manual-clock.ts';

/** Ports whose other end the test plays. */
function exchange() {
  const ports: { sent: ToBackgroundFromPanel[]; say(m: unknown): void; die(): void; deaf: boolean }[] = [];
  const connect = (name: string): Port => {
    const listeners: { message?: (m: unknown) => void; gone?: () => void } = {};
    const end = {
      sent: [] as ToBackgroundFromPanel[],
      deaf: false,
      say: (m: unknown) => listeners.message?.(m),
      die: () => listeners.gone?.(),
    };
    ports.push(end);
    return {
      name,
      sender: {},
      postMessage: (m) => {
        if (end.deaf) throw new Error('Attempting to use a disconnected port object');
        end.sent.push(m as ToBackgroundFromPanel);
      },
      disconnect: () => {},
      onMessage: (l) => {
        listeners.message = l;
      },
      onDisconnect: (l) => {
        listeners.gone = l;
      },
    };
  };
  return { connect, ports, last: () => ports.at(-1) };
}

function setup() {
  const clock = manualClock();
  const { connect, ports, last } = exchange();
  const messages: unknown[] = [];
  const link = openLink({ connect, clock, tabId: 5, onMessage: (m) => messages.push(m) });
  return { clock, ports, last, link, messages };
}

describe('link', () => {
  it('says hello for its tab and is up from the first message on', () => {
    const { last, link, messages } = setup();
    expect(last()?.sent).toEqual([{ kind: 'hello', tabId: 5 }]);
    expect(link.up.value).toBe(false);
    last()?.say({ kind: 'delta', rev: 1 });
    expect(link.up.value).toBe(true);
    expect(messages).toEqual([{ kind: 'delta', rev: 1 }]);
  });

  it('ignores what is not a message of the background', () => {
    const { last, link, messages } = setup();
    for (const odd of [undefined, null, 7, 'x', {}, { kind: 'batch' }]) last()?.say(odd);
    expect(messages).toEqual([]);
    expect(link.up.value).toBe(false);
  });

  it('answers each request with its own reply', async () => {
    const { last, link } = setup();
    const first = link.request({ what: 'clear' });
    const second = link.request({ what: 'runs', ids: ['a'] });
    last()?.say({ kind: 'reply', id: 2, ok: true, value: ['run'] });
    last()?.say({ kind: 'reply', id: 1, ok: false, error: 'no' });
    expect(await first).toMatchObject({ ok: false, error: 'no' });
    expect(await second).toEqual({ ok: true, value: ['run'] });
  });

  it('comes back after a lost port, with pauses that double up to 5 s, and says hello again', () => {
    const { clock, ports, last, link } = setup();
    last()?.say({ kind: 'delta', rev: 1 });
    const waits: number[] = [];
    for (let i = 0; i < 8; i++) {
      const count = ports.length;
      last()?.die();
      expect(link.up.value).toBe(false);
      let waited = 0;
      while (ports.length === count && waited < 20_000) {
        clock.pass(50);
        waited += 50;
      }
      waits.push(waited);
    }
    expect(waits).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000]);
    expect(last()?.sent).toEqual([{ kind: 'hello', tabId: 5 }]);
    last()?.say({ kind: 'delta', rev: 1 });
    last()?.die();
    const count = ports.length;
    clock.pass(100);
    expect(ports.length).toBe(count + 1);
  });

  it('fails what was asked over a port that is lost', async () => {
    const { last, link } = setup();
    const asked = link.request({ what: 'clear' });
    last()?.die();
    expect(await asked).toMatchObject({ ok: false });
  });

  it('notices a dead port by its throw', async () => {
    const { clock, ports, last, link } = setup();
    const port = last();
    if (port) port.deaf = true;
    expect(await link.request({ what: 'clear' })).toMatchObject({ ok: false });
    clock.pass(100);
    expect(ports).toHaveLength(2);
  });

  it('says so when no port can be opened, and does not give up', () => {
    const clock = manualClock();
    let tries = 0;
    const link = openLink({
      connect: () => {
        tries++;
        throw new Error('Extension context invalidated.');
      },
      clock,
      tabId: 1,
      onMessage: () => {},
    });
    expect(link.dead.value).toContain('invalidated');
    clock.pass(1000);
    expect(tries).toBeGreaterThan(2);
  });

  it('is silent once closed', () => {
    const { clock, ports, last, link } = setup();
    link.close();
    last()?.die();
    clock.pass(60_000);
    expect(ports).toHaveLength(1);
  });
});

describe('throttled', () => {
  it('follows at once when it was quiet, then at most once a period, and never loses the last value', () => {
    const clock = manualClock();
    const source = signal(0);
    const out = throttled(source, 100, clock, () => false);
    clock.pass(1000);
    source.value = 1;
    expect(out.value).toBe(1);
    source.value = 2;
    source.value = 3;
    expect(out.value).toBe(1);
    clock.pass(99);
    expect(out.value).toBe(1);
    clock.pass(1);
    expect(out.value).toBe(3);
  });

  it('follows less often where following takes long, for a quarter of the time at most', () => {
    const clock = manualClock();
    const source = signal(0);
    const out = throttled(source, 100, clock, () => false);
    const followed: number[] = [];
    effect(() => {
      if (out.value === 0) return;
      followed.push(clock.now());
      clock.work(200);
    });
    for (let i = 1; i <= 500; i++) {
      clock.pass(20);
      source.value = i;
    }
    const gaps = followed.slice(2).map((at, i) => at - (followed[i + 1] ?? 0));
    expect(gaps.length).toBeGreaterThan(5);
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(800);
  });

  it('waits no longer than 5 s, also when the browser let our timers wait for a minute', () => {
    const clock = manualClock();
    const source = signal(0);
    const out = throttled(source, 100, clock, () => false);
    for (let i = 1; i <= 3; i++) {
      source.value = 2 * i;
      clock.work(60_000);
      clock.pass(0);
      source.value = 2 * i + 1;
      clock.pass(5_000);
      expect(out.value).toBe(2 * i + 1);
    }
  });

  it('lets urgent changes pass', () => {
    const source = signal(0);
    const out = throttled(source, 100, manualClock(), (_, after) => after === 9);
    source.value = 1;
    source.value = 9;
    expect(out.value).toBe(9);
  });
});
