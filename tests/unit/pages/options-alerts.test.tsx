// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { createFakeWatch } from './fake-watch.ts';
import { click, find, mount, text } from './options-stage.tsx';

const NOTIFY = '[data-setting="notify"]';
const box = (selector: string): HTMLInputElement => find<HTMLInputElement>(selector);

describe('alerts on the options page', () => {
  it('tell of slower runs or not', async () => {
    const background = createFakeWatch();
    mount(background);
    expect(text('#alerts')).toContain('five comparable runs');
    await click('[data-setting="alertSlower"]');
    expect(background.asked).toEqual([{ what: 'set', settings: { alertSlower: false } }]);
  });

  it('ask the browser in the click that switches notifications on, not in the one that switches them off', async () => {
    const background = createFakeWatch();
    const host = mount(background);
    box(NOTIFY).click();
    // Before anything is awaited: later the browser no longer takes it for the user's wish.
    expect(host.askForNotifications).toHaveBeenCalledOnce();
    await expect.poll(() => background.settings.value?.notify).toBe(true);
    await click(NOTIFY);
    expect(background.settings.value?.notify).toBe(false);
    expect(host.askForNotifications).toHaveBeenCalledOnce();
  });

  it('leave notifications off when the browser refuses, and say so until it does not', async () => {
    const background = createFakeWatch();
    const host = mount(background);
    host.askForNotifications.mockResolvedValueOnce(false);
    await click(NOTIFY);
    expect(box(NOTIFY).checked).toBe(false);
    expect(background.asked).toEqual([]);
    expect(text('#alerts')).toContain('did not allow notifications');
    host.askForNotifications.mockRejectedValueOnce(new Error('no such permission'));
    await click(NOTIFY);
    expect(box(NOTIFY).checked).toBe(false);
    await click(NOTIFY);
    expect(box(NOTIFY).checked).toBe(true);
    expect(background.settings.value?.notify).toBe(true);
    expect(text('#alerts')).not.toContain('did not allow notifications');
  });

  it('go back to what is stored when that cannot be changed', async () => {
    const background = createFakeWatch();
    mount(background);
    background.refuse = 'The background is not reachable';
    await click('[data-setting="alertSlower"]');
    expect(box('[data-setting="alertSlower"]').checked).toBe(true);
    expect(text('#alerts')).toContain('not reachable');
  });

  it('bring dismissed findings back', async () => {
    const background = createFakeWatch({}, { dismissed: ['a', 'b'] });
    mount(background);
    expect(text('#alerts')).toContain('Dismissed findings: 2');
    await click('[data-action="show-dismissed"]');
    expect(background.settings.value?.dismissed).toEqual([]);
    expect(text('#alerts')).toContain('Dismissed findings: 0');
    expect(box('[data-action="show-dismissed"]').disabled).toBe(true);
  });
});
