import type { Mapping } from '../src/model/mapping.ts';
import type { Sample } from '../src/model/shape.ts';
import { openLine, type ToHook, type ToRelay } from './line.ts';

/** The relay's end of the line to the hook. Before it is open, nobody hears what is said. */
export interface HookEnd {
  open(take: (said: Extract<ToRelay, { records: unknown }>) => void, opened: () => void): void;
  configure(recording: boolean, mappings: readonly Mapping[]): void;
  /** The hook answers before this returns. */
  sample(mapping: Mapping | undefined): readonly Sample[];
  /** Makes the hook tell what it still has. */
  flush(): void;
}

export function createHookEnd(): HookEnd {
  let tell: (message: ToHook) => void = () => {};
  let samples: readonly Sample[] = [];
  return {
    open(take, opened) {
      openLine<ToRelay, ToHook>(
        'relay',
        (message) => {
          if ('samples' in message) samples = message.samples;
          else take(message);
        },
        (send) => {
          tell = send;
          opened();
        },
      );
    },
    configure: (recording, mappings) => tell({ kind: 'config', recording, mappings }),
    sample(mapping) {
      samples = [];
      tell({ kind: 'sample', ...(mapping && { mapping }) });
      return samples;
    },
    flush: () => tell({ kind: 'flush' }),
  };
}
