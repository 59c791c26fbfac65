import browser from 'webextension-polyfill';
import { hasNotifications } from './permissions.ts';

/** Shows a notification, in place of one with the same id; does nothing while the user has not allowed any. */
export function notify(id: string, title: string, message: string): void {
  show(id, title, message).catch((error: unknown) => console.error('Longpole: notification', error));
}

async function show(id: string, title: string, message: string): Promise<void> {
  // Asked each time: the user may take the permission back, and without it there is no `notifications`.
  if (!(await hasNotifications())) return;
  const iconUrl = browser.runtime.getURL('icons/128.png');
  await browser.notifications?.create(id, { type: 'basic', iconUrl, title, message });
}
