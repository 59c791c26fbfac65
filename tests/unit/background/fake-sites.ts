import { BUILT_IN_SITES } from '../../../src/model/site.ts';
import type { Sites } from '../../../src/platform/types.ts';

/** The browser's permissions and script registrations: they outlive the worker, and it may drop the latter. */
export interface FakeSites {
  readonly granted: ReadonlySet<string>;
  /** What is registered now. */
  registered: readonly string[];
  /** Sites for which the precise clock is. */
  precise: readonly string[];
  /** Calls of `register` and `startIn` in their order. */
  readonly calls: string[];
  /** While set, registering fails. */
  broken: boolean;
  /** Resolves before `granted` answers: lets two changes meet. */
  hold: Promise<void>;
  grant(pattern: string): void;
  withdraw(pattern: string): void;
  /** A worker's end of it. */
  platform(alive: () => boolean): Sites;
}

export function createFakeSites(): FakeSites {
  const granted = new Set(BUILT_IN_SITES);
  const listeners: ((change: { readonly added: readonly string[] }) => void)[] = [];
  const tell = (added: readonly string[]) => {
    for (const listener of listeners) listener({ added });
  };
  const fake: FakeSites = {
    granted,
    registered: [],
    precise: [],
    calls: [],
    broken: false,
    hold: Promise.resolve(),
    grant(pattern) {
      granted.add(pattern);
      tell([pattern]);
    },
    withdraw(pattern) {
      granted.delete(pattern);
      tell([]);
    },
    platform: (alive) => ({
      async granted() {
        const now = [...granted];
        await fake.hold;
        return now;
      },
      onChange: (listener) => listeners.push((change) => alive() && listener(change)),
      async register(patterns, precise) {
        if (fake.broken) throw new Error('the browser refused');
        fake.registered = patterns;
        fake.precise = precise;
        fake.calls.push(`register ${patterns.join(' ')}`.trim());
      },
      async startIn(patterns) {
        fake.calls.push(`start ${patterns.join(' ')}`);
      },
    }),
  };
  return fake;
}
