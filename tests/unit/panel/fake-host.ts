import { readHere } from '../../../panel/files/reading.ts';
import type { PanelHost } from '../../../panel/state/host.ts';
import { REPORT_SLOT } from '../../../src/formats/html/html.ts';
import type { createFakeBackground } from '../../support/panel-harness/fake-background.ts';
import type { ManualClock } from './manual-clock.ts';

/** What a panel's state needs around it, without views: a picture is drawn when the clock is next moved. */
export const hostOf = (fake: ReturnType<typeof createFakeBackground>, clock: ManualClock): PanelHost => ({
  tabId: 1,
  clock,
  connect: () => fake.connect(),
  reload: () => {},
  afterPicture: (action) => clock.after(0, action),
  onPageOrigin: (listener) => listener('http://localhost:3000'),
  askForSite: () => undefined,
  readFile: readHere,
  reportTemplate: async () => `<!doctype html>${REPORT_SLOT}`,
});
