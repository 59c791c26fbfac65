import browser, { type Runtime } from 'webextension-polyfill';
import type { Port, Sender } from './types.ts';

/** Opens a port to the background. Throws when the extension was updated or removed under us. */
export function connect(name: string): Port {
  return portOf(browser.runtime.connect({ name }));
}

/** Calls back with each port that anybody opens to us. Call it synchronously when the worker starts. */
export function onConnect(listener: (port: Port) => void): void {
  browser.runtime.onConnect.addListener((port) => listener(portOf(port)));
}

function portOf(port: Runtime.Port): Port {
  return {
    name: port.name,
    sender: senderOf(port.sender),
    postMessage: (message) => port.postMessage(message),
    disconnect: () => port.disconnect(),
    onMessage: (listener) => port.onMessage.addListener((message: unknown) => listener(message)),
    onDisconnect: (listener) =>
      port.onDisconnect.addListener(() => {
        // Reading it keeps Chromium from logging "Unchecked runtime.lastError" when a page goes into the back/forward cache.
        void browser.runtime.lastError;
        listener();
      }),
  };
}

function senderOf(sender: (Runtime.MessageSender & { readonly origin?: string }) | undefined): Sender {
  if (!sender) return {};
  const { id, url, origin, frameId } = sender;
  const tabId = sender.tab?.id;
  return {
    ...(id !== undefined && { id }),
    ...(url !== undefined && { url }),
    ...(origin !== undefined && { origin }),
    ...(tabId !== undefined && { tabId }),
    ...(frameId !== undefined && { frameId }),
  };
}
