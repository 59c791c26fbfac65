import { source } from 'virtual:precise-worker';
import type { PreciseState } from '../../src/messages/relay.ts';
import { PAGE_LIMITS } from '../../src/model/limits.ts';
import { apply, construct, defineProperty, getOwnPropertyDescriptor, listen } from '../natives.ts';
import type { Seam } from '../seam.ts';
import { readArguments } from './address.ts';
import { createFacade, type Facade } from './facade.ts';

type Constructor = abstract new (...args: never[]) => object;

/**
 * Starts the worker and puts a Proxy in front of `WebSocket`, which from then on gives out sockets of the worker: once it has
 * said that it is ready, and until it is stopped, lost or forbidden. Before and after, the browser makes them. Returns what stops it.
 */
export function startPrecise(seam: Seam): () => void {
  let ready = false;
  let on = true;
  let told: PreciseState | undefined;
  const tell = (state: PreciseState): void => {
    if (told !== state) seam.tell(state);
    told = state;
  };
  const worker = startWorker(seam);
  if (!worker) {
    tell('forbidden');
    return () => {};
  }
  const post = (message: unknown, transfer: Transferable[]): void => apply(postMessage, worker, [message, transfer]);
  let unsaid = 0;
  const facade = createFacade({
    seam,
    start: (asked, port) => post(asked, [port]),
    handled(bytes) {
      unsaid += bytes;
      if (unsaid < PAGE_LIMITS.unsaidBytes) return;
      post(unsaid, []);
      unsaid = 0;
    },
    gone: over,
  });

  function over(): void {
    on = false;
    apply(terminate, worker, []);
    tell(ready ? 'crashed' : 'forbidden');
    facade.lost();
  }

  listen(worker, 'error', (event) => {
    // Not the page's worker, so not its error.
    event.stopImmediatePropagation();
    event.preventDefault();
    over();
  });
  listen(worker, 'message', () => {
    ready = true;
    if (on) tell('ready');
  });
  standInFront(() => (ready && on ? facade : undefined));
  return () => {
    on = false;
  };
}

const { postMessage, terminate } = Worker.prototype;

/** From a blob, which has the page's origin and cookies; undefined where the page's policy throws at once. */
function startWorker({ Worker: NativeWorker }: Seam): Worker | undefined {
  try {
    const address = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
    const worker = new NativeWorker(trusted(address));
    listen(worker, 'message', () => URL.revokeObjectURL(address));
    return worker;
  } catch {
    return undefined;
  }
}

/** Pages with Trusted Types take addresses of scripts by a policy only. */
function trusted(address: string): string {
  const { trustedTypes } = window as unknown as {
    trustedTypes?: { createPolicy(name: string, rules: object): { createScriptURL(text: string): string } };
  };
  if (!trustedTypes) return address;
  return trustedTypes
    .createPolicy('longpole-precise', { createScriptURL: (text: string) => text })
    .createScriptURL(address);
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
