/**
 * One end of a recording. Both ends read the same script: an end says its own lines at their time, but never
 * before the other end's earlier lines have arrived. So order is kept whatever the delays, and timing where it can be.
 * Runs in the page, in its worker and in the server.
 */
export interface Cue {
  /** Milliseconds from the start. */
  readonly t: number;
  readonly from: 'page' | 'server';
}

export interface End {
  /** To be called for each line that came from the other end. */
  heard(): void;
  stop(): void;
}

/** A stall longer than this moves all that follows instead of pressing it into a burst (DevTools opening stalls a page for 1-2 s). */
const STALL_MS = 20;
/** Timers are this coarse: lines due sooner are said now. */
const TICK_MS = 0.5;

/** Starts to play the lines of `who` now; `say` is called with the index of each. `over` is called after the last line of both. */
export function playEnd(
  lines: readonly Cue[],
  who: Cue['from'],
  speed: number,
  say: (index: number) => void,
  over: () => void,
): End {
  let anchor = performance.now();
  let next = 0;
  let heard = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;

  const advance = () => {
    timer = undefined;
    while (!stopped && next < lines.length) {
      const line = lines[next];
      if (line === undefined) break;
      if (line.from !== who) {
        if (heard === 0) return;
        heard--;
      } else {
        const wait = anchor + line.t / speed - performance.now();
        if (wait > TICK_MS) {
          timer = setTimeout(advance, wait);
          return;
        }
        if (wait < -STALL_MS) anchor -= wait;
        say(next);
      }
      next++;
    }
    if (!stopped) {
      stopped = true;
      over();
    }
  };
  advance();

  return {
    heard() {
      heard++;
      if (timer === undefined && !stopped) advance();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
