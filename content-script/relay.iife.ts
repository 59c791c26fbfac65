/** In the extension's world of the same document: keeps the hook's records until the background has them. */
import { createChannel } from '../src/messages/channel.ts';
import { RELAY_PORT } from '../src/messages/relay.ts';
import { createDiagnostics } from './diagnostics.ts';
import { watchDocument } from './document-life.ts';
import { connect, onRequest } from './ext.ts';
import { openLine, type ToHook, type ToRelay } from './line.ts';
import { createRelay } from './relay.ts';

const epoch = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
  '',
);
const diagnostics = createDiagnostics(epoch);
let tellHook: (message: ToHook) => void = () => {};

const relay = createRelay({
  epoch,
  diagnostics,
  configureHook: (recording) => tellHook({ kind: 'config', recording }),
  channel: (handlers) =>
    createChannel({
      ...handlers,
      connect: () => connect(RELAY_PORT),
      later: (action, ms) => {
        const timer = setTimeout(action, ms);
        return () => clearTimeout(timer);
      },
    }),
});

onRequest(diagnostics.answer);
openLine<ToRelay, ToHook>(
  'relay',
  ({ records, losses }) => relay.take(records, losses),
  (send) => {
    tellHook = send;
    watchDocument({
      begin: relay.connect,
      back: relay.connect,
      leave(forGood) {
        send({ kind: 'flush' });
        if (forGood) relay.leave();
      },
    });
  },
);
