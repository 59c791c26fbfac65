import { signal } from '@preact/signals';
import { act } from 'preact/test-utils';
import type { Watch } from '../../../panel/state/watch.ts';
import { DEFAULT_SETTINGS, type Health, type PanelRequest, type Settings } from '../../../src/messages/panel.ts';
import type { Incident } from '../../../src/model/alert.ts';
import { fail, ok } from '../../../src/model/result.ts';
import { HEALTHY } from '../../support/panel-harness/fake-background.ts';

/** The background as popup and options page see it: takes settings, or refuses them. */
export interface FakeWatch extends Watch {
  readonly asked: PanelRequest[];
  /** Reason to refuse everything; '' for none. */
  refuse: string;
  setHealth(change: Partial<Health>): void;
  setIncidents(incidents: readonly Incident[]): void;
}

export function createFakeWatch(health: Partial<Health> = {}, settings: Partial<Settings> = {}): FakeWatch {
  const state = signal<Health | undefined>({ ...HEALTHY, ...health });
  const now = signal<Settings | undefined>({ ...DEFAULT_SETTINGS, ...settings });
  const incidents = signal<readonly Incident[]>([]);
  const fake: FakeWatch = {
    asked: [],
    refuse: '',
    health: state,
    settings: now,
    incidents,
    dead: signal(''),
    async request(request) {
      fake.asked.push(request);
      if (fake.refuse !== '') return fail(fake.refuse);
      if (request.what === 'set') now.value = { ...DEFAULT_SETTINGS, ...now.peek(), ...request.settings };
      if (request.what === 'seen')
        incidents.value = incidents
          .peek()
          .map((each) => ({ ...each, seen: each.seen || request.ids.includes(each.id) }));
      return ok(request.what === 'samples' ? [] : undefined);
    },
    setHealth(change) {
      act(() => {
        state.value = { ...HEALTHY, ...state.peek(), ...change };
      });
    },
    setIncidents(next) {
      act(() => {
        incidents.value = next;
      });
    },
  };
  return fake;
}

/** Lets promises and renders settle. */
export const settle = (): Promise<void> =>
  act(async () => {
    for (let i = 0; i < 10; i++) await Promise.resolve();
  });
