/** In the extension's world of the same document: keeps the hook's records until the background has them. */
import { createChannel } from '../src/messages/channel.ts';
import { RELAY_PORT } from '../src/messages/relay.ts';
import { createDiagnostics } from './diagnostics.ts';
import { watchDocument } from './document-life.ts';
import { newEpoch } from './epoch.ts';
import { connect, later, onRequest } from './ext.ts';
import { createHookEnd } from './hook-end.ts';
import { showSpans } from './live-spans.ts';
import { createRelay } from './relay.ts';
import { replaySpeed } from './replay-speed.ts';

Object.assign(globalThis, { longpole: true }); // Seen by who would start us a second time (src/platform/sites.ts).
const epoch = newEpoch();
const diagnostics = createDiagnostics(epoch);
const hook = createHookEnd();

const relay = createRelay({
  epoch,
  diagnostics,
  replaySpeed,
  configureHook: hook.configure,
  showSpans,
  sample: hook.sample,
  channel: (handlers) => createChannel({ ...handlers, connect: () => connect(RELAY_PORT), later }),
});

onRequest(diagnostics.answer);
hook.open({ take: ({ records, losses }) => relay.take(records, losses), precise: relay.precise }, () =>
  watchDocument({
    begin: relay.connect,
    back: relay.connect,
    leave(forGood) {
      hook.flush();
      if (forGood) relay.leave();
    },
  }),
);
