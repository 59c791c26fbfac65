import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

vi.mock('webextension-polyfill', () => ({ default: {} }));

const { runInPage } = await import('../../../src/platform/devtools.ts');

type Answer = (...given: readonly [value?: unknown, problem?: object]) => void;

/** What the browser was asked to run, and how it is answered. */
function stubEval(): { code: string; answer: Answer } {
  const asked = { code: '', answer: (() => {}) as Answer };
  const inspectedWindow = {
    eval: (code: string, answer: Answer) => {
      Object.assign(asked, { code, answer });
    },
  };
  vi.stubGlobal('window', { chrome: { devtools: { inspectedWindow } } });
  return asked;
}

/** The document, and what a frame that is put into it was asked. */
function stubDocument(): { code: string; answer: Answer; frames: number } {
  const asked = { code: '', answer: (() => {}) as Answer, frames: 0 };
  const inspectedWindow = {
    eval: (code: string, answer: Answer) => {
      Object.assign(asked, { code, answer });
    },
  };
  const contentWindow = { chrome: { devtools: { inspectedWindow } } };
  const frame = { contentWindow, remove: () => asked.frames-- };
  vi.stubGlobal('document', { createElement: () => frame, body: { append: () => asked.frames++ } });
  return asked;
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('running a script in the page', () => {
  it('gives what it evaluates to', async () => {
    const asked = stubEval();
    const answer = runInPage('1 + 1');
    asked.answer(2);
    expect([asked.code, await answer]).toEqual(['1 + 1', { ok: true, value: 2 }]);
  });

  it.each([
    [{ isException: true, value: 'TypeError: no' }, 'TypeError: no'],
    [{ isError: true, code: 'E_NOTFOUND', description: 'Object not found' }, 'Object not found'],
    [{ isError: true, code: 'E_FAILED' }, 'E_FAILED'],
  ])('says what went wrong: %j', async (problem, words) => {
    const asked = stubEval();
    const answer = runInPage('x');
    asked.answer(undefined, problem);
    expect(await answer).toMatchObject({ ok: false, error: `The page could not do it: ${words}` });
  });

  it('asks from a new document when Firefox calls back with nothing', async () => {
    const asked = stubEval();
    const anew = stubDocument();
    const answer = runInPage('1 + 1');
    asked.answer();
    await vi.waitFor(() => expect(anew.code).toBe('1 + 1'));
    expect(anew.frames).toBe(1);
    anew.answer(2);
    expect(await answer).toEqual({ ok: true, value: 2 });
    expect(anew.frames).toBe(0);
  });

  it('says that the page was not reached when that is of no use either', async () => {
    const asked = stubEval();
    const anew = stubDocument();
    const answer = runInPage('1 + 1');
    asked.answer();
    await vi.waitFor(() => expect(anew.code).toBe('1 + 1'));
    anew.answer();
    expect(await answer).toMatchObject({ ok: false, error: expect.stringContaining('did not reach') });
  });

  it('does not wait for a page that does not answer', async () => {
    const asked = stubEval();
    const answer = runInPage('x');
    await vi.advanceTimersByTimeAsync(3_000);
    asked.answer(1);
    expect(await answer).toMatchObject({ ok: false, error: expect.stringContaining('did not answer') });
  });
});
