/** The panel as it must look for a picture to be the same on every machine: one font, one moment, nothing that moves. Not part of the product. */
import symbols from '@fontsource/noto-sans-symbols-2/files/noto-sans-symbols-2-symbols-400-normal.woff2?url';
import words from 'inter-ui/variable/InterVariable.woff2?url';
import type { Clock } from '../../../src/platform/types.ts';

/** The moment at which the clock of a still panel stands, milliseconds of Unix time. */
export const STILL_MS = Date.UTC(2026, 0, 1, 12);

/** Family and file; the second has the cross of failed nodes, which the first has not. */
const FONTS = [
  ['Longpole words', words],
  ['Longpole symbols', symbols],
] as const;

/**
 * Lets nothing move, and writes everything in the bundled fonts: words on a canvas take their font from the same token. To be done before
 * the panel starts, because it measures words as it starts.
 */
export async function holdStill(): Promise<void> {
  for (const [family, file] of FONTS) {
    const face = new FontFace(family, `url(${file})`, { weight: '100 900' });
    document.fonts.add(await face.load());
  }
  document.documentElement.style.setProperty('--font', FONTS.map(([family]) => `"${family}"`).join());
  const style = document.createElement('style');
  style.textContent =
    '*, *::before, *::after { animation: none !important; transition: none !important; caret-color: transparent !important }';
  document.head.append(style);
  await document.fonts.ready;
}

export interface StillClock extends Clock {
  /** How many of its timers have yet to go off: while there are some, the panel may change. */
  pending(): number;
}

/** A clock that stands still, whose timers go off all the same. */
export function stillClock(): StillClock {
  const timers = new Set<ReturnType<typeof setTimeout>>();
  return {
    now: () => STILL_MS,
    after: (ms, callback) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        callback();
      }, ms);
      timers.add(timer);
      return () => {
        clearTimeout(timer);
        timers.delete(timer);
      };
    },
    pending: () => timers.size,
  };
}
