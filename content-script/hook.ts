import type { PageEditor } from '../src/editors/editor.ts';
import { createKnownEditors, type KnownEditors } from './known-editors.ts';
import { startedLate } from './late.ts';
import { attachOpenSockets } from './late-attach.ts';
import { openLine, type ToHook, type ToRelay } from './line.ts';
import { every, later, now } from './natives.ts';
import { createOutbox } from './outbox.ts';
import { createPageClock } from './page-clock.ts';
import { lendSeam, type Seam } from './seam.ts';
import { createSession, type Session } from './session.ts';
import { tapEventSource } from './tap-eventsource.ts';
import { tapFetch } from './tap-fetch.ts';
import { tapMeasure } from './tap-measure.ts';
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
  const clock = createPageClock({ now, every, hidden: () => document.hidden });
  const known = createKnownEditors(editors, now);
  const session = createSession({
    editors: known.editors,
    late: clock.late,
    emit(records) {
      clock.see(records);
      outbox.push(records);
    },
  });

  const seam: Seam = { session, Worker, tell: (precise) => send?.({ precise }) };
  lendSeam(seam);
  const rest = tapPage(session, known);
  openLine<ToHook, ToRelay>(
    'hook',
    (message) => {
      if (message.kind === 'config') {
        known.configure(message.mappings);
        session.configure(message.recording, now());
        if (!message.precise) seam.end?.();
      } else if (message.kind === 'sample') send?.({ samples: known.sample(message.mapping) });
      else {
        for (const finish of rest) finish();
        outbox.flush();
      }
    },
    (opened) => {
      send = opened;
    },
  );
}

/** What one browser lacks must not cost the other taps. Returns what takes over what the page has said and we have not heard yet. */
function tapPage(session: Session, { eventTypes }: KnownEditors): readonly (() => void)[] {
  const rest: (() => void)[] = [];
  const taps = [
    () => rest.push(tapMeasure(session)),
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
  return rest;
}
