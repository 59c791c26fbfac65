import { describe, expect, it } from 'vitest';
import { whereOf } from '../../../content-script/where.ts';

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
  ])('%s -> %s', (url, where) => expect(whereOf(url)).toBe(where));

  it('is at most 256 characters', () => {
    expect(whereOf(`ws://host/${'abc/'.repeat(200)}`)).toHaveLength(256);
  });
});
