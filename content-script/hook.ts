import type { PageEditor } from '../src/editors/editor.ts';
import { attachOpenSockets, startedLate } from './late-attach.ts';
import { openLine, type ToHook, type ToRelay } from './line.ts';
import { later, now } from './natives.ts';
import { createOutbox } from './outbox.ts';
import { createPageClock } from './page-clock.ts';
import { createSession, type Session } from './session.ts';
import { tapEventSource } from './tap-eventsource.ts';
import { tapFetch } from './tap-fetch.ts';
import { tapWebSocket } from './tap-websocket.ts';
import { tapWorker } from './tap-worker.ts';
import { tapXhr } from './tap-xhr.ts';

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

  tapPage(session, editors);
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

/** What one browser lacks must not cost the other taps. */
function tapPage(session: Session, editors: readonly PageEditor[]): void {
  const eventTypes = [...new Set(editors.flatMap((editor) => editor.eventTypes ?? []))];
  const taps = [
    () => {
      const sockets = tapWebSocket(session);
      if (startedLate()) attachOpenSockets(sockets);
    },
    () => tapWorker(session),
    () => tapEventSource(session, eventTypes),
    () => tapXhr(session),
    () => tapFetch(session),
  ];
  for (const tap of taps) {
    try {
      tap();
    } catch {
      // That transport stays unseen.
    }
  }
}
