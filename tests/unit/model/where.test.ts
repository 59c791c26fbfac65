import { describe, expect, it } from 'vitest';
import { whereOf } from '../../../src/model/where.ts';

describe('where', () => {
  it.each([
    ['ws://127.0.0.1:7777/ws', '127.0.0.1:7777/ws'],
    ['wss://host/ws?api_key=secret', 'host/ws'],
    ['wss://user:secret@host/a/b#secret', 'host/a/b'],
    ['ws://host/t/eyJhbGciOiJIUzI1NiIsInR5cCI6/ws', 'host/t/…/ws'],
    ['ws://host/x?a=b\nsecret', 'host/x'],
    ['blob:http://127.0.0.1:3000/0b9d4f6e-6a3f-4d52-9d2e-0f7d3f0f8a11', '127.0.0.1:3000/…'],
    ['http://[::1]:3000/assets/worker.js', '[::1]:3000/assets/worker.js'],
    ['', ''],
    ['host/ws?token=secret', 'host/ws'],
    // Pieces of a path that are no names.
    ['ws://host/s/a1b2c3d4e5', 'host/s/…'],
    ['ws://host/s/sk-live-abc/ws', 'host/s/…/ws'],
    ['http://host/a;jsessionid=secret/b', 'host/…/b'],
    ['http://host/a%3Ftoken%3Dsecret', 'host/…'],
    ['http://host/proxy/http://user:secret@other/x', 'host/proxy/…//…/x'],
    ['http://host/user:secret@x', 'host/…'],
    ['http://user:secret@host\\secret=1', 'host/…'],
    ['http://host/@vite/client', 'host/@vite/client'],
    // Of what names no host only the scheme.
    ['data:text/javascript,s="secret"', 'data:'],
    ['data:text/plain,a/b', 'data:'],
    ['blob:null/0b9d4f6e-6a3f-4d52-9d2e-0f7d3f0f8a11', 'blob:'],
    ['file:///home/secret/flow.html', 'file:'],
    ['mailto:secret@host', 'mailto:'],
  ])('%s -> %s', (url, where) => expect(whereOf(url)).toBe(where));

  it('is at most 256 characters', () => {
    expect(whereOf(`ws://host/${'abc/'.repeat(200)}`)).toHaveLength(256);
  });
});
