/** A source of numbers in [0, 1), the same for the same seed on every machine. */
export type Random = () => number;

/**
 * Mulberry32 (T. Ettinger, public domain): 32 bits of state, passes gjrand; enough for resampling, not for secrets.
 * Everything random here is seeded, so that two looks at one history never give two verdicts.
 */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A whole number from 0 to `below` - 1. */
export function pickBelow(random: Random, below: number): number {
  return Math.floor(random() * below);
}

/** Shuffles in place (Fisher & Yates 1938, Durstenfeld's form) and returns the array. */
export function shuffle<T>(items: T[], random: Random): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = pickBelow(random, i + 1);
    const held = items[i] as T;
    items[i] = items[j] as T;
    items[j] = held;
  }
  return items;
}

/** A standard normal deviate (Box & Muller 1958). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
