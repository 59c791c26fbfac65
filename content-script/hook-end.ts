import type { PreciseState } from '../src/messages/relay.ts';
import type { Mapping } from '../src/model/mapping.ts';
import type { Sample } from '../src/model/shape.ts';
import { openLine, type ToHook, type ToRelay } from './line.ts';

/** What the hook says by itself. */
export interface Heard {
  take(said: Extract<ToRelay, { records: unknown }>): void;
  precise(state: PreciseState): void;
}

/** The relay's end of the line to the hook. Before it is open, nobody hears what is said. */
export interface HookEnd {
  open(heard: Heard, opened: () => void): void;
  configure(recording: boolean, mappings: readonly Mapping[], precise: boolean): void;
  /** The hook answers before this returns. */
  sample(mapping: Mapping | undefined): readonly Sample[];
  /** Makes the hook tell what it still has. */
  flush(): void;
}

export function createHookEnd(): HookEnd {
  let tell: (message: ToHook) => void = () => {};
  let samples: readonly Sample[] = [];
  return {
    open(heard, opened) {
      openLine<ToRelay, ToHook>(
        'relay',
        (message) => {
          if ('samples' in message) samples = message.samples;
          else if ('precise' in message) heard.precise(message.precise);
          else heard.take(message);
        },
        (send) => {
          tell = send;
          opened();
        },
      );
    },
    configure: (recording, mappings, precise) => tell({ kind: 'config', recording, mappings, precise }),
    sample(mapping) {
      samples = [];
      tell({ kind: 'sample', ...(mapping && { mapping }) });
      return samples;
    },
    flush: () => tell({ kind: 'flush' }),
  };
}
