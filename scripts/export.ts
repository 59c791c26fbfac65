/** Gets the session file by the panel's own export button. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Frame } from 'puppeteer';

const TIMEOUT = 30_000;

/** Clicks Export in the panel, or asks for it otherwise, takes what the dialog proposes, and returns the text of the file that the browser saved. Rejects after 30 s, or as many milliseconds as are given. */
export async function exportSession(
  browser: Browser,
  panel: Frame,
  ask = (): Promise<void> => panel.locator('button[data-action="export"]').click(),
  timeout = TIMEOUT,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'longpole-export-'));
  const cdp = await browser.target().createCDPSession();
  try {
    await cdp.send('Browser.setDownloadBehavior', {
      behavior: 'allowAndName',
      downloadPath: folder,
      eventsEnabled: true,
    });
    const saved = new Promise<string>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('the panel did not save a session file')), timeout);
      cdp.on('Browser.downloadProgress', ({ guid, state }) => {
        if (state === 'inProgress') return;
        clearTimeout(late);
        if (state === 'completed') resolve(join(folder, guid));
        else reject(new Error('saving the session file was cancelled'));
      });
    });
    const [file] = await Promise.all([
      saved,
      ask().then(() => panel.locator('button[data-action="export-confirm"]').click()),
    ]);
    return await readFile(file, 'utf8');
  } finally {
    await cdp.detach();
    await rm(folder, { recursive: true, force: true });
  }
}
