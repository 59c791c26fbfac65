import type { Raw } from './read.ts';

/** An event that began something. */
export interface Begun {
  readonly event: Raw;
  readonly us: number;
}

/** Puts the events that begin and those that end together. */
export interface Pairs {
  begin(event: Raw, us: number): void;
  /** What this event ends; nothing if that never began. */
  end(event: Raw): Begun | undefined;
  /** What never ended, as it began. */
  left(): readonly Begun[];
}

interface Open extends Begun {
  ended: boolean;
}

/** What began on one thread and did not end yet, innermost last; names point into it. */
interface Thread {
  readonly stack: Open[];
  readonly byName: Map<string, Open[]>;
}

/**
 * B and E of a thread: an end with a name is that of the innermost of that name, or without a name; one without closes the innermost. Most
 * files nest, and it is the innermost either way; where they cross, closing the innermost would swap names and times.
 */
export function threadPairs(): Pairs {
  const threads = new Map<string, Thread>();
  const all: Open[] = [];
  return {
    begin(event, us) {
      const thread = at(threads, keyOf([event.pid, event.tid]), () => ({ stack: [], byName: new Map() }));
      const open: Open = { event, us, ended: false };
      all.push(open);
      thread.stack.push(open);
      at(thread.byName, nameOf(event), (): Open[] => []).push(open);
    },
    end(event) {
      const thread = threads.get(keyOf([event.pid, event.tid]));
      const name = nameOf(event);
      if (!thread) return undefined;
      if (name === '') return innermost(thread.stack);
      return innermost(thread.byName.get(name)) ?? innermost(thread.byName.get(''));
    },
    left: () => all.filter((open) => !open.ended),
  };
}

/** Asynchronous ones: those of one process, category, id and name belong together, on whatever thread. */
export function asyncPairs(): Pairs {
  const open = new Map<string, Open[]>();
  const all: Open[] = [];
  const idOf = ({ pid, cat, id, id2, name }: Raw): string => keyOf([pid, cat, id ?? id2, name]);
  return {
    begin(event, us) {
      const begun: Open = { event, us, ended: false };
      all.push(begun);
      at(open, idOf(event), (): Open[] => []).push(begun);
    },
    end: (event) => innermost(open.get(idOf(event))),
    left: () => all.filter((begun) => !begun.ended),
  };
}

/** Takes the last that has not ended from a list. Others have been ended by way of another list, each is passed over but once. */
function innermost(list: Open[] | undefined): Open | undefined {
  for (let open = list?.pop(); open; open = list?.pop()) {
    if (open.ended) continue;
    open.ended = true;
    return open;
  }
  return undefined;
}

function nameOf({ name }: Raw): string {
  return typeof name === 'string' || typeof name === 'number' ? String(name) : '';
}

function keyOf(parts: readonly unknown[]): string {
  return JSON.stringify(parts);
}

function at<V>(map: Map<string, V>, key: string, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
