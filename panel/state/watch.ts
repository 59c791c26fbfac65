/** What the toolbar popup and the options page need of the background: health, settings, incidents, requests. No runs. */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { FromBackground, Health, PanelRequest, Settings } from '../../src/messages/panel.ts';
import type { Incident } from '../../src/model/alert.ts';
import type { Result } from '../../src/model/result.ts';
import type { Clock, Port } from '../../src/platform/types.ts';
import { openLink } from './link.ts';

export interface Watch {
  /** Undefined until the background has answered. */
  readonly health: ReadonlySignal<Health | undefined>;
  readonly settings: ReadonlySignal<Settings | undefined>;
  /** Incidents that go on, newest first. */
  readonly incidents: ReadonlySignal<readonly Incident[]>;
  /** Why the background cannot be reached at all; '' while there is hope. */
  readonly dead: ReadonlySignal<string>;
  request(request: PanelRequest): Promise<Result<unknown>>;
}

export interface WatchOptions {
  readonly connect: (name: string) => Port;
  readonly clock: Clock;
  /** Whose health it is. */
  readonly tabId: number;
}

/** Opens a link to the background and keeps it for as long as the page lives. */
export function watchBackground(options: WatchOptions): Watch {
  const health = signal<Health | undefined>(undefined);
  const settings = signal<Settings | undefined>(undefined);
  const incidents = signal<readonly Incident[]>([]);
  const onMessage = (message: Exclude<FromBackground, { kind: 'reply' }>): void => {
    health.value = message.health ?? health.peek();
    settings.value = message.settings ?? settings.peek();
    incidents.value = message.incidents ?? incidents.peek();
  };
  const link = openLink({ ...options, onMessage });
  return { health, settings, incidents, dead: link.dead, request: link.request };
}
