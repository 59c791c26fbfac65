/** One module alone may speak to the network: read from the sources of all that is shipped. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const ROOMS = ['src', 'content-script', 'panel', 'options', 'popup', 'report'];
const files = ROOMS.flatMap((room) =>
  readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' }).map((f) =>
    posix.join(room, f.replaceAll('\\', '/')),
  ),
);
const scripts = files.filter((f) => /\.tsx?$/.test(f));

/** Every way of a script to say something to a server. A method of ours may have such a name (`store.fetch`): it is told by its dot. */
const WAYS = [
  ...['fetch', 'fetchLater', 'XMLHttpRequest', 'WebSocket', 'WebSocketStream', 'EventSource', 'WebTransport'],
  ...['RTCPeerConnection', 'importScripts', 'sendBeacon', 'Worker', 'SharedWorker', 'BackgroundFetchManager'],
];
const NAMED = new RegExp(`(?<![\\w.$#-])(?:(?:window|globalThis|self|navigator)\\??\\.)?(${WAYS.join('|')})\\b`, 'g');

/** Who names one, and why it may. */
const MAY: Readonly<Record<string, readonly [ways: readonly string[], why: string]>> = {
  'src/platform/collector.ts': [['fetch'], 'the one that calls it: to the collector that the user named'],
  'content-script/tap-fetch.ts': [
    ['fetch'],
    "looks on at the page's calls: asks whether there is one, and puts a Proxy there",
  ],
  'content-script/tap-xhr.ts': [['XMLHttpRequest'], "its prototype, on which the page's calls are looked on at"],
  'content-script/tap-websocket.ts': [['WebSocket'], "its prototype; sockets are made by the page's own `new` only"],
  'content-script/precise/worker-socket.ts': [
    ['WebSocketStream'],
    "the page's own sockets, where the user has switched the precise clock on",
  ],
  'content-script/precise/stream.d.ts': [['WebSocketStream'], 'its type'],
  'content-script/precise/worker.ts': [['WebSocketStream'], 'asks whether there is one'],
  'src/platform/permissions.ts': [['WebSocketStream'], 'the same'],
  'content-script/precise/facade.ts': [['WebSocket'], 'its prototype, which answers for sockets of the worker'],
  'content-script/precise/precise.ts': [['WebSocket'], 'the constructor that it stands in front of'],
  'content-script/precise/address.ts': [['WebSocket'], 'a word of an error'],
  'content-script/precise/socket.ts': [['WebSocket'], 'the same'],
  'content-script/precise/socket-worker.ts': [['Worker'], 'the worker that holds the sockets of the page'],
  'content-script/hook.ts': [['Worker'], 'lent to the precise clock, which starts one'],
  'content-script/seam.ts': [['Worker'], 'its type'],
  'panel/state/precise.ts': [['WebSocket'], 'a word'],
  'content-script/tap-eventsource.ts': [['EventSource'], 'the same'],
  'content-script/tap-worker.ts': [['Worker'], 'the same'],
  'content-script/tap.ts': [
    ['EventSource', 'WebSocket', 'Worker'],
    'which constructors the taps may stand in front of',
  ],
  'src/formats/capture.ts': [['fetch'], 'a word of a file format: how a recorded page asked'],
  'src/background/run-store.ts': [['fetch'], 'the name of its own method: it asks the database'],
  'panel/files/reading.ts': [['Worker'], 'the type of what the panel started'],
  'panel/main.tsx': [['Worker'], 'a script of the extension itself, which reads files'],
};

function source(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** Without comments; texts stay, for a name in brackets (`window['fetch']`) is a name. */
function code(file: string): string {
  return source(file)
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/(?<!:)\/\/.*$/gm, '');
}

/** Imports of our own modules and words between tags are no calls. */
function waysIn(file: string): readonly string[] {
  const found = code(file)
    .replaceAll(/^(?:import|export) .* from .*$/gm, '')
    .matchAll(NAMED);
  return [...new Set([...found].map(([, name = '']) => name))].sort();
}

describe('the network', () => {
  it('is named by these modules only', () => {
    expect(scripts.length).toBeGreaterThan(400);
    const found = scripts.map((f) => [f, waysIn(f)] as const).filter(([, ways]) => ways.length > 0);
    const may = Object.entries(MAY).map(([f, [ways]]) => [f, ways] as const);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(may));
  });

  it('is called by one: the others make no connection and ask nothing', () => {
    const calls = new RegExp(
      [
        '(?<!async |[.\\w$#])fetch\\s*\\(',
        '(?:window|globalThis|self)\\??\\.fetch',
        `new\\s+(?:${WAYS.join('|')})\\b`,
        'sendBeacon',
        'importScripts',
      ].join('|'),
    );
    const callers = scripts.filter((f) => calls.test(code(f)));
    // The panel's worker is a file of the extension: its address is made from the module's own. The precise clock makes the
    // connections that the page asked for, and none else: its address comes with the page's own call.
    const may = ['src/platform/collector.ts', 'content-script/precise/worker-socket.ts', 'panel/main.tsx'];
    expect([...callers].sort()).toEqual([...may].sort());
    expect(code('content-script/precise/worker-socket.ts').match(/new WebSocketStream\([^)]*/g)).toEqual([
      'new WebSocketStream(url, { protocols, signal: abort.signal }',
    ]);
    expect(code('panel/main.tsx').match(/new Worker\([^,]*,[^,]*/g)).toEqual([
      "new Worker(new URL('./files/reader-worker.ts', import.meta.url)",
    ]);
    expect(code('src/platform/collector.ts').match(/\bfetch\b/g)).toHaveLength(1);
  });

  it('reaches the background only: nobody else loads the module', () => {
    const loading = (module: RegExp) => scripts.filter((f) => module.test(source(f)));
    expect(loading(/import \{[^}]*\bpost\b[^}]*\} from/)).toEqual(['src/platform/browser.ts']);
    expect(loading(/from '[^']*platform\/(?:collector|browser)\.ts'/)).toEqual(['src/background/main.ts']);
  });

  it('is not asked for pictures, styles, pages or scripts either', () => {
    const markup = files.filter((f) => /\.(?:tsx|html|css|svg)$/.test(f));
    const outside = markup.filter((f) =>
      /(?:src|href|action|srcset|poster|ping)=["'{`]+(?:https?:)?\/\/|url\(\s*["']?(?:https?:)?\/\/|@import\s+(?:url\()?["']?(?:https?:)?\/\//i.test(
        source(f),
      ),
    );
    expect(outside).toEqual([]);
    // Addresses that scripts could give to an element, a window or a tab.
    expect(
      scripts.filter((f) =>
        /\.(?:src|href|action)\s*=[^=]|location\.(?:assign|replace)|window\.open|new Image\b|serviceWorker\.register/.test(
          code(f),
        ),
      ),
      // The address of a file that it has just made, to be saved.
    ).toEqual(['panel/files/save.ts']);
    // Modules that are loaded when they are needed come with the extension.
    const loaded = scripts.flatMap((f) =>
      [...code(f).matchAll(/(?<![#.\w])import\(([^)]*)\)/g)].map(([, what]) => `${f} ${what}`),
    );
    expect(loaded.filter((each) => !/ '(?:\.{1,2}\/|virtual:)[^']*'$/.test(each))).toEqual([]);
  });
});
