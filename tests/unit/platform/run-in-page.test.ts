import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

vi.mock('webextension-polyfill', () => ({ default: {} }));

const { runInPage } = await import('../../../src/platform/devtools.ts');

type Answer = (value: unknown, problem?: object) => void;

/** What the browser was asked to run, and how it is answered. */
function stubEval(): { code: string; answer: Answer } {
  const asked = { code: '', answer: (() => {}) as Answer };
  const inspectedWindow = {
    eval: (code: string, answer: Answer) => {
      Object.assign(asked, { code, answer });
    },
  };
  vi.stubGlobal('chrome', { devtools: { inspectedWindow } });
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

  it('does not wait for a page that does not answer', async () => {
    const asked = stubEval();
    const answer = runInPage('x');
    await vi.advanceTimersByTimeAsync(3_000);
    asked.answer(1);
    expect(await answer).toMatchObject({ ok: false, error: expect.stringContaining('did not answer') });
  });
});
