import type { PageSamples, Sample } from '../model/shape.ts';
import type { Clock } from '../platform/types.ts';
import type { Place } from './rows.ts';

/** A page whose thread is busy answers late; whoever asks does so again soon. */
const WAIT_MS = 500;

interface Asked<L> {
  readonly waiting: Set<L>;
  readonly got: PageSamples[];
  done(): void;
}

/** Questions for samples that pages have still to answer. */
export class SampleQuestions<L extends { readonly place: Place; readonly tabId: number }> {
  readonly #clock: Clock;
  readonly #asked = new Map<number, Asked<L>>();
  #last = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves with the answers there are when all have answered or left, at the latest after WAIT_MS. */
  ask(links: readonly L[], send: (link: L, id: number) => void): Promise<readonly PageSamples[]> {
    const id = ++this.#last;
    return new Promise((resolve) => {
      const got: PageSamples[] = [];
      const cancel = this.#clock.after(WAIT_MS, () => asked.done());
      const asked: Asked<L> = {
        waiting: new Set(links),
        got,
        done: () => {
          cancel();
          this.#asked.delete(id);
          resolve(got);
        },
      };
      this.#asked.set(id, asked);
      for (const link of links) send(link, id);
      if (links.length === 0) asked.done();
    });
  }

  answered(link: L, id: number, samples: readonly Sample[]): void {
    const asked = this.#asked.get(id);
    if (!asked?.waiting.delete(link)) return;
    asked.got.push({ origin: link.place.origin, tabId: link.tabId, samples });
    if (asked.waiting.size === 0) asked.done();
  }

  left(link: L): void {
    for (const asked of this.#asked.values()) if (asked.waiting.delete(link) && asked.waiting.size === 0) asked.done();
  }
}
