import type { Clock, Port } from '../../src/platform/types.ts';

/** What the panel needs from around it. main.tsx builds it from the browser; tests and the development page fake it. */
export interface PanelHost {
  readonly tabId: number;
  readonly clock: Clock;
  connect(name: string): Port;
  /** Reloads the inspected page. */
  reload(): void;
  /** Origin of the inspected page, '' when it cannot be told. */
  pageOrigin(): Promise<string>;
  /** Calls back after each navigation of the inspected page. */
  onNavigated(listener: () => void): void;
}
