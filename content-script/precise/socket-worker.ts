import { source } from 'virtual:precise-worker';
import { apply, later, listen } from '../natives.ts';
import type { Seam } from '../seam.ts';

/** The worker that holds the page's sockets. One at a time; it can begin anew. */
export interface SocketWorker {
  begin(): void;
  /** Ends it, with all its sockets. */
  end(): void;
  ready(): boolean;
  post(message: unknown, transfer: Transferable[]): void;
}

export interface SocketWorkerEvents {
  ready(): void;
  /** The page's policy lets none start: told at once or a little later. */
  forbidden(): void;
  /** It broke, or is silent: browsers tell of neither. */
  lost(): void;
}

/** Between two questions whether it is still there. Two without an answer: it is not. Milliseconds. */
const ASK_MS = 4_000;

const { postMessage, terminate } = Worker.prototype;
const { createObjectURL, revokeObjectURL } = URL;
const NativeBlob = Blob;

/** From a blob, which has the page's origin and cookies; its address is good for one start. */
export function createSocketWorker({ Worker: NativeWorker }: Seam, events: SocketWorkerEvents): SocketWorker {
  let worker: Worker | undefined;
  let ready = false;
  let trusted: ((address: string) => string) | undefined;

  function started(address: string): Worker | undefined {
    try {
      trusted ??= scriptAddresses();
      return new NativeWorker(trusted(address));
    } catch {
      return undefined;
    }
  }

  function end(): void {
    if (worker) apply(terminate, worker, []);
    worker = undefined;
    ready = false;
  }

  /** Asks as long as it runs. A page that was busy or asleep meanwhile has its answer before the second turn. */
  function ask(mine: Worker, unanswered: () => number): void {
    if (worker !== mine) return;
    if (unanswered() >= 2) {
      end();
      events.lost();
      return;
    }
    apply(postMessage, mine, ['there?', []]);
    later(() => ask(mine, unanswered), ASK_MS);
  }

  return {
    end,
    ready: () => ready,
    post: (message, transfer) => worker && apply(postMessage, worker, [message, transfer]),
    begin() {
      const address = createObjectURL(new NativeBlob([source], { type: 'text/javascript' }));
      const mine = started(address);
      if (!mine) return events.forbidden();
      worker = mine;
      let asked = 0;
      listen(mine, 'message', () => {
        asked = 0;
        if (worker !== mine || ready) return;
        revokeObjectURL(address);
        ready = true;
        events.ready();
        ask(mine, () => asked++);
      });
      listen(mine, 'error', (event) => {
        // Not the page's worker, so not its error.
        event.stopImmediatePropagation();
        event.preventDefault();
        if (worker !== mine) return;
        const was = ready;
        end();
        if (was) events.lost();
        else events.forbidden();
      });
    },
  };
}

/** Pages with Trusted Types take addresses of scripts by a policy only. */
function scriptAddresses(): (address: string) => string {
  const { trustedTypes } = window as unknown as {
    trustedTypes?: { createPolicy(name: string, rules: object): { createScriptURL(text: string): string } };
  };
  const policy = trustedTypes?.createPolicy('longpole-precise', { createScriptURL: (text: string) => text });
  return (address) => policy?.createScriptURL(address) ?? address;
}
