/** Until then a page that can be reached has answered. */
const REACH_MS = 2_000;

/** What DevTools called back with: the value, then what went wrong. Nothing at all: it did not reach the page. */
export type Answered = readonly [
  value?: unknown,
  problem?: chrome.devtools.inspectedWindow.EvaluationExceptionInfo | undefined,
];

/**
 * Evaluates in the inspected page. Firefox (seen in 153) loses the page at some navigations, half of them where they follow each other
 * quickly, and reaches it no more until another one ("Target already destroyed", told only as an error without words). But each document
 * of ours has a connection of its own, and that of a new one reaches the page: 42 of 42 times, in a tenth of a second.
 */
export async function evaluate(code: string): Promise<Answered> {
  const given = await evaluateIn(window, code);
  if (given.length > 0) return given;
  const frame = document.createElement('iframe');
  frame.hidden = true;
  document.body.append(frame);
  try {
    const view = frame.contentWindow as (Window & Partial<Pick<typeof globalThis, 'chrome'>>) | null;
    return view?.chrome?.devtools ? await evaluateIn({ chrome: view.chrome }, code) : given;
  } finally {
    frame.remove();
  }
}

function evaluateIn(view: Pick<typeof globalThis, 'chrome'>, code: string): Promise<Answered> {
  return new Promise((resolve) => {
    view.chrome.devtools.inspectedWindow.eval(code, (...given: Answered) => resolve(given));
  });
}

/** Reloads the inspected page. One at a breakpoint does not answer, and is reloaded all the same. */
export async function reloadInspected(): Promise<void> {
  const answer = await within(REACH_MS, evaluateIn(window, '0'));
  // Firefox would reload nothing, and not tell.
  if (answer?.length === 0) await evaluate('location.reload()');
  else chrome.devtools.inspectedWindow.reload();
}

/** What comes of it; undefined when that takes longer. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  let stop = (): void => {};
  const late = new Promise<undefined>((resolve) => {
    const timer = setTimeout(resolve, ms);
    stop = () => clearTimeout(timer);
  });
  const first = await Promise.race([work, late]);
  stop();
  return first;
}
