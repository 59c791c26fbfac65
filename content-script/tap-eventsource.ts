import { getter, now } from './natives.ts';
import type { Link, Session } from './session.ts';
import { privateMap, tapConstructor, tapMethod } from './tap.ts';
import { watch } from './watch.ts';

const CONNECTING = 0;

/**
 * Watches every EventSource of this window as the sockets are watched. It connects again by itself: each connection is a
 * link of its own. `types` are the named events that some editor asks for, beside 'message'.
 */
export function tapEventSource(session: Session, types: readonly string[]): void {
  if (typeof EventSource !== 'function') return;
  const { prototype } = EventSource;
  const urlOf = getter(prototype, 'url');
  const readyStateOf = getter(prototype, 'readyState');
  const dataOf = getter(MessageEvent.prototype, 'data');
  /** Of sources that are open or may yet open. */
  const current = privateMap<{ link: Link; open: boolean }>();

  tapConstructor('EventSource', (instance) => {
    const source = instance as EventTarget;
    const make = () => session.link('eventsource', String(urlOf(source)), now());
    const state = { link: make(), open: false, lost: false };
    current.set(source, state);
    watch(source, 'open', (_event, t) => {
      if (state.lost) state.link = make();
      state.open = true;
      state.lost = false;
      session.opened(state.link, t);
    });
    watch(source, 'error', (_event, t) => {
      const again = readyStateOf(source) === CONNECTING;
      if (state.open || !again) session.closed(state.link, t);
      state.lost ||= state.open;
      state.open = false;
    });
    for (const type of ['message', ...types])
      watch(source, type, (event, t) => {
        if (session.idle()) return;
        const data = dataOf(event);
        if (typeof data === 'string') session.frame(state.link, 'in', data, t, type === 'message' ? undefined : type);
      });
  });

  tapMethod(prototype, 'close', (source, _args, t) => {
    const state = current.get(source);
    if (state?.open) session.closed(state.link, t);
    if (state) state.open = false;
  });
}
