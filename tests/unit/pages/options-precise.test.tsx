// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import { BUILT_IN_SITES } from '../../../src/model/site.ts';
import { createFakeWatch } from './fake-watch.ts';
import { click, mount, text } from './options-stage.tsx';

const LOCAL = 'http://localhost:8188/*';
const OWN = 'http://comfy.test:80/*';

it('lists the sites with the precise clock, tries one again and switches one off', async () => {
  const precise = [{ pattern: LOCAL }, { pattern: OWN, forbidden: true as const }];
  const background = createFakeWatch({ sites: [...BUILT_IN_SITES, LOCAL, OWN] }, { precise });
  const host = mount(background);
  expect(text(`[data-precise-site="${OWN}"]`)).toContain('allows no worker');
  await click(`[data-precise-site="${OWN}"] [data-action="precise-again"]`);
  expect(host.request).toHaveBeenCalledExactlyOnceWith([OWN]);
  expect(background.settings.peek()?.precise).toEqual([{ pattern: LOCAL }, { pattern: OWN }]);
  await click(`[data-precise-site="${OWN}"] [data-action="precise-remove"]`);
  expect(host.remove).not.toHaveBeenCalled();
  // The grant of a built-in site was for this alone.
  await click(`[data-precise-site="${LOCAL}"] [data-action="precise-remove"]`);
  expect(host.remove).toHaveBeenCalledExactlyOnceWith([LOCAL]);
  expect(text('#precise')).toContain('Off everywhere');
});
