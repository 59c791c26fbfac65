import type { NodeRun } from '../model/run.ts';

/** Three significant digits, no exponent, no trailing zeros beyond them: 0.123, 1.23, 12.3, 123, 1234. */
function digits(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 || size === 0 ? 2 : 3);
}

/** A span in microseconds for people: ms below 1 s, s below 2 min, then min; three significant digits. */
export function duration(us: number): string {
  const size = Math.abs(us);
  if (size === 0) return '0 ms';
  if (size < 999_500) return `${size < 99_950 ? digits(us / 1e3) : Math.round(us / 1e3)} ms`;
  return size < 120e6 ? `${digits(us / 1e6)} s` : `${digits(us / 60e6)} min`;
}

/** A share 0..1 as whole percent, with one decimal below 10 %. */
export function percent(share: number): string {
  const value = share * 100;
  return `${Math.abs(value) < 9.95 && value !== 0 ? value.toFixed(1) : Math.round(value)} %`;
}

/** What to call a node: the author's title, else its type's last part, else its id. */
export function nameOf(node: Pick<NodeRun, 'id' | 'title' | 'type'>): string {
  return node.title || node.type.split('.').at(-1) || node.id;
}

/** `1 node`, `3 nodes`. */
export function count(n: number, noun: string, plural = `${noun}s`): string {
  return `${n} ${n === 1 ? noun : plural}`;
}
