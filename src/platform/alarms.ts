import browser from 'webextension-polyfill';
import type { Alarms } from './types.ts';

/** `alarms`; failures are left to the browser's log, an alarm is only ever our second chance. */
export const alarms: Alarms = {
  async every(name, seconds) {
    if (!(await browser.alarms.get(name))) browser.alarms.create(name, { periodInMinutes: seconds / 60 });
  },
  clear(name) {
    void browser.alarms.clear(name);
  },
  onAlarm(listener) {
    browser.alarms.onAlarm.addListener((alarm) => listener(alarm.name));
  },
};
