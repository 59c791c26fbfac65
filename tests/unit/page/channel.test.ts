import { describe, expect, it } from 'vitest';
import { createChannel } from '../../../src/messages/channel.ts';
import { RELAY_LIMITS } from '../../../src/model/limits.ts';
import { type FakePort, fakePort, fakeTimers } from './fakes.ts';

function setup(connect?: (ports: FakePort[]) => FakePort | undefined) {
  const timers = fakeTimers();
  const ports: FakePort[] = [];
  const log: unknown[] = [];
  const channel = createChannel({
    connect() {
      const made = connect ? connect(ports) : fakePort();
      if (made) ports.push(made);
      return made?.port;
    },
    opened: () => log.push('opened'),
    received: (message) => log.push(message),
    gone: () => log.push('gone'),
    later: timers.later,
  });
  const last = () => ports.at(-1) as FakePort;
  return { channel, timers, ports, log, last };
}

describe('channel', () => {
  it('connects when told to, sends and receives', () => {
    const { channel, log, last } = setup();
    expect([channel.state(), channel.send('x')]).toEqual(['waiting', false]);
    channel.reconnect();
    expect([channel.state(), channel.send('x'), last().sent]).toEqual(['open', true, ['x']]);
    last().say('hi');
    expect(log).toEqual(['opened', 'hi']);
  });

  it('doubles the pause up to the longest while nobody answers', () => {
    const { channel, timers, ports, last } = setup();
    channel.reconnect();
    const pauses = Array.from({ length: 9 }, () => {
      last().drop();
      const [pause = 0] = timers.waiting();
      timers.advance(pause);
      return pause;
    });
    expect(pauses).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000]);
    expect(ports).toHaveLength(10);
  });

  it('starts with the shortest pause again once it heard something', () => {
    const { channel, timers, last } = setup();
    channel.reconnect();
    last().drop();
    timers.advance(100);
    last().say('hi');
    last().drop();
    expect(timers.waiting()).toEqual([RELAY_LIMITS.backoffMs[0]]);
  });

  it('takes a throwing postMessage for a lost port', () => {
    const { channel, timers, ports, last } = setup();
    channel.reconnect();
    last().die();
    expect([channel.send('x'), channel.state()]).toEqual([false, 'waiting']);
    timers.advance(100);
    expect([channel.state(), ports.length]).toEqual(['open', 2]);
  });

  it('tries again when connecting throws', () => {
    let times = 0;
    const { channel, timers } = setup(() => {
      if (times++ < 2) throw new Error('not now');
      return fakePort();
    });
    channel.reconnect();
    expect(channel.state()).toBe('waiting');
    timers.advance(300);
    expect(channel.state()).toBe('open');
  });

  it('gives up for good when there is no extension any more', () => {
    const { channel, timers, log, last } = setup((ports) => (ports.length === 0 ? fakePort() : undefined));
    channel.reconnect();
    last().drop();
    timers.advance(100);
    channel.reconnect();
    expect([channel.state(), channel.send('x'), timers.waiting(), log]).toEqual([
      'gone',
      false,
      [],
      ['opened', 'gone'],
    ]);
  });

  it('reconnect drops a port that is silently dead, and hears nothing of it any more', () => {
    const { channel, ports, log, timers } = setup();
    channel.reconnect();
    const [old] = ports as [FakePort];
    channel.reconnect();
    old.say('ghost');
    old.drop();
    expect([old.isDead(), ports.length, timers.waiting(), log]).toEqual([true, 2, [], ['opened', 'opened']]);
  });

  it('close ends it', () => {
    const { channel, timers, ports, last } = setup();
    channel.reconnect();
    last().drop();
    channel.close();
    timers.advance(10_000);
    channel.reconnect();
    expect([channel.state(), ports.length]).toEqual(['closed', 1]);
  });
});
