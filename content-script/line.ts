import type { Losses, PreciseState } from '../src/messages/relay.ts';
import type { Mapping } from '../src/model/mapping.ts';
import type { TrafficRecord } from '../src/model/record.ts';
import type { Sample } from '../src/model/shape.ts';
import { startedLate } from './late.ts';

/** What hook (MAIN world) and relay (ISOLATED world) say to each other, as JSON text. */
export type ToHook =
  | {
      readonly kind: 'config';
      readonly recording: boolean;
      readonly mappings: readonly Mapping[];
      /** False: the precise clock ends with the page's next socket. */
      readonly precise: boolean;
    }
  | { readonly kind: 'flush' }
  /** Answered by `samples` before this returns. */
  | { readonly kind: 'sample'; readonly mapping?: Mapping };
export type ToRelay =
  | { readonly records: readonly TrafficRecord[]; readonly losses: Omit<Losses, 'ring'> }
  | { readonly samples: readonly Sample[] }
  | { readonly precise: PreciseState };

const OFFER = 'longpole-line';

/**
 * Opens the private line between the two content scripts of a document, whichever runs first.
 *
 *   second script                          first script
 *     | offer (MessageEvent, ports: [port]) -> |  listens since it found nobody
 *     | <- preventDefault: taken               |  stops listening
 *
 * Both then hold the same MessagePort object, each by its own world's wrapper, and use it as an event target nobody else
 * has: what one dispatches on it the other receives **synchronously**. That is what lets the last records of a page out
 * during pagehide, when a posted message would never arrive. The port's pipe is closed, nothing goes through it.
 *
 * Both scripts run at document_start, so no page script has run before the offer. `window.postMessage`, which others use,
 * can be read and forged by the page.
 *
 * Started late, in a document that has scripts already, the hook must come first: it then takes the next offer whoever makes
 * it, and the relay's offer may be taken by anybody. A page that knows of us can there pretend traffic of its own (ADR 8).
 */
export function openLine<In, Out>(
  end: 'hook' | 'relay',
  receive: (message: In) => void,
  opened: (send: (message: Out) => void) => void,
): void {
  const { addEventListener, removeEventListener, dispatchEvent } = EventTarget.prototype;
  const other = end === 'hook' ? 'relay' : 'hook';
  const { parse, stringify } = JSON;
  const NativeMessageEvent = MessageEvent;
  const trusting = end === 'hook' && startedLate();

  function take(port: MessagePort): void {
    addEventListener.call(port, `to-${end}`, (event) => receive(parse((event as MessageEvent<string>).data)));
    // Reflect.apply and not .call: the page may have replaced Function.prototype.call by the time of a message.
    const { apply } = Reflect;
    opened((message) => {
      apply(dispatchEvent, port, [new NativeMessageEvent(`to-${other}`, { data: stringify(message) })]);
    });
  }

  const { port1 } = new MessageChannel();
  port1.close();
  const offer = new MessageEvent(OFFER, { ports: [port1], cancelable: true });
  window.dispatchEvent(offer);
  if (offer.defaultPrevented) {
    take(port1);
    return;
  }

  function answer(event: Event): void {
    removeEventListener.call(window, OFFER, answer, true);
    // A document that holds scripts by now may have run one: then the offer could be the page's.
    const port = (event as MessageEvent).ports[0];
    if (!port || (!trusting && document.scripts.length > 0)) return;
    event.stopImmediatePropagation();
    event.preventDefault();
    take(port);
  }
  addEventListener.call(window, OFFER, answer, true);
}
