import type { PageEditor } from '../src/editors/editor.ts';
import { openLine, type ToHook, type ToRelay } from './line.ts';
import { later, now } from './natives.ts';
import { createOutbox } from './outbox.ts';
import { createPageClock } from './page-clock.ts';
import { createSession } from './session.ts';
import { tapWebSocket } from './tap-websocket.ts';
import { tapWorker } from './tap-worker.ts';

/** Taps this window and sends what the editors make of its traffic to the relay. */
export function startHook(editors: readonly PageEditor[]): void {
  let send: ((message: ToRelay) => void) | undefined;
  const outbox = createOutbox((records) => {
    const { held, unreadable } = session.losses();
    send?.({ records, losses: { held, unreadable } });
  }, later);
  const clock = createPageClock({ now, later, hidden: () => document.hidden });
  const session = createSession({
    editors,
    late: clock.late,
    emit(records) {
      clock.see(records);
      outbox.push(records);
    },
  });

  tapWebSocket(session);
  tapWorker(session);
  openLine<ToHook, ToRelay>(
    'hook',
    (message) => {
      if (message.kind === 'config') session.configure(message.recording, now());
      else outbox.flush();
    },
    (opened) => {
      send = opened;
    },
  );
}
