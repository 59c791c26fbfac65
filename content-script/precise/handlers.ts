import { apply, listen } from '../natives.ts';
import { privateMap } from '../tap.ts';

type Handler = object | null;

/** `onopen` and the like of one object, which has none of its own for these events. */
export interface Handlers {
  get(target: EventTarget, type: string): Handler;
  set(target: EventTarget, type: string, value: unknown): void;
}

interface Slot {
  handler: object;
  /** What the object's listener is: its place among the others is where the handler was first set. */
  readonly listener: (event: Event) => void;
}

const { removeEventListener } = EventTarget.prototype;
const { get, set, delete: remove } = Map.prototype;

/** As HTML has event handlers: one for each event, a listener among the others, replaced in its place. */
export function createHandlers(): Handlers {
  const slots = privateMap<Map<string, Slot>>();
  return {
    get(target, type) {
      const own = slots.get(target);
      return (own && (apply(get, own, [type]) as Slot | undefined)?.handler) ?? null;
    },
    set(target, type, value) {
      const own = slots.get(target) ?? new Map<string, Slot>();
      slots.set(target, own);
      const slot = apply(get, own, [type]) as Slot | undefined;
      const isHandler = typeof value === 'function' || (typeof value === 'object' && value !== null);
      if (!isHandler) {
        if (slot) apply(removeEventListener, target, [type, slot.listener]);
        apply(remove, own, [type]);
      } else if (slot) slot.handler = value;
      else {
        const fresh: Slot = {
          handler: value,
          listener(event) {
            if (typeof fresh.handler === 'function') apply(fresh.handler as never, target, [event]);
          },
        };
        apply(set, own, [type, fresh]);
        listen(target, type, fresh.listener);
      }
    },
  };
}
