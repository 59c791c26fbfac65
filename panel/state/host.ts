import type { Clock, Port } from '../../src/platform/types.ts';

/** What the panel needs from around it. main.tsx builds it from the browser; tests and the development page fake it. */
export interface PanelHost {
  readonly tabId: number;
  readonly clock: Clock;
  connect(name: string): Port;
  /** Reloads the inspected page. */
  reload(): void;
  /** Calls back with the origin of the inspected page, now and after each navigation, where it can be told. */
  onPageOrigin(listener: (origin: string) => void): void;
}
