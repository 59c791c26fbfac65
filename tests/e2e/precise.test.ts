/** The precise clock as a user has it: switched on in the panel, shown with the run, on a site of the user's own. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportedRuns, openWatchedTab, press, untilRuns, untilWords } from '../support/panel.ts';
import { clickPrecise, preciseSites, untilPrecise } from '../support/precise.ts';
import { type PreciseServer, startPreciseServer } from '../support/precise-server.ts';
import { openPopup, openSiteStage, type SiteStage, sayYesTo } from '../support/sites.ts';

let stage: SiteStage;
let server: PreciseServer;
beforeAll(async () => {
  stage = await openSiteStage();
  server = await startPreciseServer();
});
afterAll(async () => {
  await server.close();
  await stage.close();
});

/** In the page: a run of NodeTool's, told by an echo. */
async function run(id: string): Promise<void> {
  const socket = new WebSocket(`ws://${location.host}/echo`);
  await new Promise((resolve) => {
    socket.onopen = resolve;
  });
  const states = ['running', 'completed'];
  for (const status of states)
    socket.send(JSON.stringify({ type: 'job_update', status, job_id: id, workflow_id: 'w' }));
  let left = states.length;
  await new Promise<void>((resolve) => {
    socket.onmessage = () => --left === 0 && resolve();
  });
  socket.close();
}

describe('the precise clock', () => {
  it('is switched on in the panel, the page is loaded anew, and its runs say so; off, the next do not', async () => {
    const { page, frame, devtools } = await openWatchedTab(stage, server.url);
    await page.evaluate(run, 'before');
    await untilRuns(frame, ['success']);
    await sayYesTo(stage.browser, `${server.url}/*`);
    const choose = async (action: string): Promise<void> => {
      await frame.waitForSelector('.app');
      await devtools.bringToFront();
      await frame.focus('[data-action="show-table"]');
      await devtools.keyboard.down('Control');
      await devtools.keyboard.press('k');
      await devtools.keyboard.up('Control');
      await frame.waitForSelector('[data-view="palette"] input:focus');
      await frame.locator('[data-command="precise"]').click();
      await frame.waitForSelector('dialog [data-precise]');
      await press(frame, action);
    };
    const loaded = page.waitForNavigation();
    await choose('precise-on');
    await loaded;
    await untilPrecise(page);
    await page.evaluate(run, 'with');
    await untilWords(frame, '[data-view="status"] .clock', 'precise clock');
    await choose('precise-off');
    await expect.poll(() => preciseSites(stage.browser), { timeout: 10_000 }).toEqual([]);
    await page.evaluate(run, 'after');
    await untilWords(frame, '[data-view="status"] .clock', 'arrival in the page');
    const runs = await exportedRuns(stage.browser, frame);
    expect(runs.map(({ serverId, clock }) => [serverId, clock])).toEqual([
      ['before', 'arrival'],
      ['with', 'worker'],
      ['after', 'arrival'],
    ]);
    await page.close();
  });

  it('is behind the hook on a site of the user’s own, also when another was added since', async () => {
    const { port } = new URL(server.url);
    const [first, second] = [`http://first.test:${port}`, `http://second.test:${port}`];
    const page = await stage.browser.newPage();
    for (const site of [first, second]) {
      await page.goto(site);
      await sayYesTo(stage.browser, `${site}/*`);
      const popup = await openPopup(stage.browser, page);
      await popup.locator('[data-action="grant"]').click();
      await popup.waitForSelector('[data-site="open"]');
      await popup.close();
      if (site === first) await clickPrecise(stage.browser, page, 'on');
    }
    await page.goto(first);
    await untilPrecise(page);
    await page.goto(second);
    await clickPrecise(stage.browser, page, 'on');
    for (const site of [first, second]) {
      await page.goto(site);
      await untilPrecise(page);
    }
  });
});
