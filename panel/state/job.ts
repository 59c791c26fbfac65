/** Something that takes a while: shown with how far it is once it has taken 300 ms, and can be given up. */
import type { Signal } from '@preact/signals';
import type { Clock } from '../../src/platform/types.ts';

export interface Job {
  readonly words: string;
  /** 0 to 1; undefined while nobody can tell. */
  readonly share: number | undefined;
  cancel(): void;
}

export interface JobHandle {
  /** Tells how far it is; false when the user gave it up. */
  report(done: number, of: number): boolean;
  readonly cancelled: boolean;
  /** Resolves when the user gives it up: for what cannot ask between its steps. */
  readonly givenUp: Promise<void>;
  /** It is over, however it went. */
  end(): void;
}

/** Quicker ones would only flicker. */
const PATIENCE_MS = 300;

/** Begins a job and shows it in `shown`. One at a time: a second takes the place of the first. */
export function startJob(shown: Signal<Job | undefined>, clock: Clock, words: string): JobHandle {
  let cancelled = false;
  let giveUp: () => void = () => {};
  const givenUp = new Promise<void>((resolve) => {
    giveUp = resolve;
  });
  let job: Job = {
    words,
    share: undefined,
    cancel: () => {
      cancelled = true;
      shown.value = undefined;
      giveUp();
    },
  };
  let visible = false;
  const hide = clock.after(PATIENCE_MS, () => {
    visible = true;
    if (!cancelled) shown.value = job;
  });
  return {
    get cancelled() {
      return cancelled;
    },
    givenUp,
    report(done, of) {
      job = { ...job, share: of > 0 ? done / of : undefined };
      if (visible && !cancelled) shown.value = job;
      return !cancelled;
    },
    end() {
      hide();
      if (visible && !cancelled) shown.value = undefined;
    },
  };
}
