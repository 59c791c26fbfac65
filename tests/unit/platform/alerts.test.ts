import { beforeEach, describe, expect, it, vi } from 'vitest';

/** As much of a browser as badge and notifications use. */
const fake = vi.hoisted(() => ({
  calls: [] as unknown[],
  allowed: true,
  answer: Promise.resolve(),
}));

vi.mock('webextension-polyfill', () => ({
  default: {
    runtime: { getURL: (path: string) => `chrome-extension://abc/${path}` },
    permissions: {
      contains: async ({ permissions }: { permissions: readonly string[] }) =>
        fake.allowed && permissions.join() === 'notifications',
      request: async (asked: unknown) => {
        fake.calls.push(asked);
        return fake.allowed;
      },
    },
    get notifications() {
      // Browsers have it only while it is allowed.
      return fake.allowed
        ? {
            create: (id: string, options: { title: string; message: string; iconUrl: string }) => {
              fake.calls.push([id, options.title, options.message, options.iconUrl]);
              return fake.answer;
            },
          }
        : undefined;
    },
    action: {
      setBadgeBackgroundColor: ({ color }: { color: string }) => fake.calls.push(`ground ${color}`),
      setBadgeText: ({ text }: { text: string }) => fake.calls.push(`text ${text}`),
    },
  },
}));

const { badge } = await import('../../../src/platform/action.ts');
const { notify } = await import('../../../src/platform/notifications.ts');
const { hasNotifications, requestNotifications } = await import('../../../src/platform/permissions.ts');

beforeEach(() => {
  fake.calls = [];
  fake.allowed = true;
});

describe('notifications', () => {
  it('are shown with our icon', async () => {
    notify('i', 'Title', 'Text');
    await vi.waitFor(() => expect(fake.calls).toHaveLength(1));
    expect(fake.calls).toEqual([['i', 'Title', 'Text', 'chrome-extension://abc/icons/128.png']]);
  });

  it('are asked for, and known to be allowed or not', async () => {
    expect([await requestNotifications(), await hasNotifications()]).toEqual([true, true]);
    expect(fake.calls).toEqual([{ permissions: ['notifications'] }]);
    fake.allowed = false;
    expect([await requestNotifications(), await hasNotifications()]).toEqual([false, false]);
  });

  it('are none, and no failure, while they are not allowed', async () => {
    fake.allowed = false;
    const failed = vi.spyOn(console, 'error');
    notify('i', 'Title', 'Text');
    await hasNotifications();
    fake.allowed = true;
    notify('j', 'Title', 'Text');
    await vi.waitFor(() => expect(fake.calls).toHaveLength(1));
    expect(fake.calls).toEqual([['j', 'Title', 'Text', expect.any(String)]]);
    expect(failed).not.toHaveBeenCalled();
  });
});

describe('the number on the button', () => {
  it('is legible, also where the colour of the text cannot be set', () => {
    badge('3');
    expect(fake.calls).toEqual(['ground #b3261e', 'text 3']);
  });
});
