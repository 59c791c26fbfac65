import { afterEach, describe, expect, it, vi } from 'vitest';
import { installedBrowser } from '../../../scripts/browser.ts';
import { readStartOptions } from '../../../scripts/start-options.ts';

afterEach(() => vi.unstubAllEnvs());

function withDisplay(): void {
  vi.stubEnv('DISPLAY', ':0');
}

describe('options of npm start', () => {
  it('loops until stopped, in a window, when there is a screen', () => {
    withDisplay();
    expect(readStartOptions([])).toMatchObject({ ok: true, value: { headless: false, loops: 0, speed: 1 } });
  });

  it.runIf(process.platform === 'linux')('is headless, once, with files in out/, when there is none', () => {
    vi.stubEnv('DISPLAY', '');
    vi.stubEnv('WAYLAND_DISPLAY', '');
    expect(readStartOptions([])).toMatchObject({
      ok: true,
      value: { headless: true, loops: 1, exportTo: 'out/session.json', screenshotTo: 'out/panel.png' },
    });
  });

  it('takes a file or the name of a bundled capture', () => {
    const file = 'tests/captures/nodetool/02-parallel.jsonl';
    for (const capture of ['02-parallel', '02-parallel.jsonl', file]) {
      expect(readStartOptions(['--capture', capture])).toMatchObject({ ok: true, value: { capture: file } });
    }
    for (const [name, ending] of [
      ['n8n/linear', 'jsonl'],
      ['page-clock/big-T-0', 'jsonl.gz'],
    ]) {
      const value = { capture: `tests/captures/${name}.${ending}` };
      expect(readStartOptions(['--capture', `${name}`])).toMatchObject({ ok: true, value });
    }
  });

  it.each([
    [['--capture', 'nope.jsonl'], '--capture'],
    [['--capture', 'tests/captures'], '--capture'],
    [['--speed', '0'], '--speed'],
    [['--speed=-1'], '--speed'],
    [['--loops', '1.5'], '--loops'],
    [['--headless', '--loops', '0'], '--loops'],
    [['--headles'], 'arguments'],
    [['surplus'], 'arguments'],
  ])('refuses %j and says which', (args, where) => {
    withDisplay();
    expect(readStartOptions(args)).toMatchObject({ ok: false, where });
  });
});

describe('finding a browser', () => {
  it('believes CHROME, or says that it is none', () => {
    vi.stubEnv('CHROME', process.execPath);
    expect(installedBrowser()).toEqual({ ok: true, value: process.execPath });
    vi.stubEnv('CHROME', '/nowhere/chrome');
    expect(installedBrowser()).toMatchObject({ ok: false, where: 'CHROME' });
  });
});
