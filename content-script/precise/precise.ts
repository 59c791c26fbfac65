import type { PreciseState } from '../../src/messages/relay.ts';
import { PAGE_LIMITS } from '../../src/model/limits.ts';
import { construct, defineProperty, getOwnPropertyDescriptor, later, listen } from '../natives.ts';
import type { Seam } from '../seam.ts';
import { readArguments } from './address.ts';
import { createFacade, type Facade } from './facade.ts';
import { createReceipts } from './flow.ts';
import { createSocketWorker } from './socket-worker.ts';

type Constructor = abstract new (...args: never[]) => object;

/**
 * Starts the worker and puts a Proxy in front of `WebSocket`, which from then on gives out sockets of the worker: once it has
 * said that it is ready, and until it is stopped, lost or forbidden. Before and after, the browser makes them.
 */
export function startPrecise(seam: Seam): void {
  let on = true;
  let told: PreciseState | undefined;
  const tell = (state: PreciseState): void => {
    if (told !== state) seam.tell(state);
    told = state;
  };
  const worker = createSocketWorker(seam, {
    ready: () => on && tell('ready'),
    // Not before the hook has somebody to tell it to.
    forbidden: () => later(() => tell('forbidden'), 0),
    lost: over,
  });
  const receipts = createReceipts(PAGE_LIMITS.unsaidBytes, (bytes) => worker.post(bytes, []));
  const facade = createFacade({
    seam,
    start: (asked, port) => worker.post(asked, [port]),
    handled: receipts.handled,
    gone: over,
  });

  function over(): void {
    on = false;
    worker.end();
    tell('crashed');
    facade.lost();
  }

  worker.begin();
  standInFront(() => (on && worker.ready() ? facade : undefined));
  // Browsers close the sockets of a page that they put aside, and say so to the page when it is back.
  listen(window, 'pagehide', (event) => {
    if ((event as PageTransitionEvent).persisted) worker.end();
  });
  listen(window, 'pageshow', (event) => {
    if (!(event as PageTransitionEvent).persisted) return;
    receipts.forget();
    // After the page's own listeners, as browsers do.
    later(() => facade.lost(), 0);
    if (on) worker.begin();
  });
  seam.end = () => {
    on = false;
  };
}

/** `facade` says who makes the next socket. */
function standInFront(facade: () => Facade | undefined): void {
  const place = getOwnPropertyDescriptor(window, 'WebSocket');
  const before: Constructor | undefined = place?.value;
  if (!before) return;
  const proxy: Constructor = new Proxy(before, {
    construct(target, args, newTarget) {
      const own = newTarget === proxy ? target : newTarget;
      const ours = facade();
      if (!ours || args.length === 0) return construct(target, args, own);
      const asked = readArguments(args);
      return ours.open(asked, own as never) ?? construct(target, [asked.url, [...asked.protocols]] as never, own);
    },
  });
  const back = getOwnPropertyDescriptor(before.prototype, 'constructor');
  defineProperty(window, 'WebSocket', { ...place, value: proxy });
  defineProperty(before.prototype, 'constructor', { ...back, value: proxy });
}
