/** Microseconds. Instants are since the Unix epoch (an integer below 2^53 until the year 2255), spans are differences. */
export type Micros = number & { readonly __unit: 'us' };

/** Which clock a time was read from; see docs/adr/0003-clocks.md. */
export type Clock = 'server' | 'server-duration' | 'arrival' | 'worker';

/** How far the truth may lie before and after a stated time, in microseconds: `[early, late]`, both >= 0. */
export type Uncertainty = readonly [early: number, late: number];

/** Marks a number as microseconds, rounded to an integer. */
export function micros(value: number): Micros {
  return Math.round(value) as Micros;
}

/** Milliseconds (fractions allowed) to microseconds. */
export function fromMillis(ms: number): Micros {
  return Math.round(ms * 1000) as Micros;
}
