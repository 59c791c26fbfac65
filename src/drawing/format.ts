/**
 * Numbers as the panel writes them: three significant digits, a unit always, ms below 1 s, s below 2 min. Never an
 * exponent, never more digits than were measured to make a figure look exact.
 */

/** Rounds to three significant digits; 0 stays 0. */
function round3(value: number): number {
  return value === 0 ? 0 : Number(value.toPrecision(3));
}

/** Three significant digits without exponent: `1.46`, `98.5`, `734`. From 1000 on every integer digit is kept. */
export function sig3(value: number): string {
  const r = round3(value);
  const size = Math.abs(r);
  if (size >= 100) return String(Math.round(size >= 1000 ? value : r));
  return r.toFixed(size >= 10 ? 1 : 2);
}

const pad2 = (n: number): string => String(n).padStart(2, '0');

/**
 * A span in microseconds in words: `0 ms`, `0.25 ms`, `734 ms`, `1.46 s`, `2 min 05 s`, `1 h 03 min`, `2 d 4 h`.
 * Spans that are not zero but below 0.01 ms read `< 0.01 ms`.
 */
export function formatDuration(us: number): string {
  if (!Number.isFinite(us)) return 'not known';
  if (us < 0) return `−${formatDuration(-us)}`;
  if (us === 0) return '0 ms';
  if (us < 10) return '< 0.01 ms';
  // Round before choosing the unit, or 999.6 ms would read "1000 ms".
  const r = round3(us);
  if (r < 1_000_000) return `${sig3(r / 1000)} ms`;
  if (r < 120_000_000) return `${sig3(r / 1_000_000)} s`;
  const s = Math.round(us / 1_000_000);
  if (s < 3600) return `${Math.floor(s / 60)} min ${pad2(s % 60)} s`;
  const min = Math.round(s / 60);
  if (min < 1440) return `${Math.floor(min / 60)} h ${pad2(min % 60)} min`;
  const h = Math.round(s / 3600);
  return `${Math.floor(h / 24)} d ${h % 24} h`;
}

/** A measured span: what is shorter than the clock can tell apart (`resolutionUs`) reads `< 10 ms`, not as a figure. */
export function formatMeasured(us: number, resolutionUs: number): string {
  if (us < -resolutionUs) return 'not known';
  return us < resolutionUs ? `< ${compact(resolutionUs)}` : formatDuration(us);
}

/** A duration without digits that say nothing: `40 ms`, `1 ms`, `1.5 ms`. For bounds, which are round numbers. */
function compact(us: number): string {
  return formatDuration(us)
    .replace(/(\.\d*?)0+(?= )/, '$1')
    .replace(/\.(?= )/, '');
}

/** The same span for a screen reader: `734 milliseconds`, `1.46 seconds`, `2 minutes 5 seconds`. */
export function speakDuration(us: number): string {
  const one = (n: string, unit: string): string => `${n} ${unit}${n === '1' ? '' : 's'}`;
  const r = round3(us);
  if (r < 1_000_000) return one(String(Number(sig3(r / 1000))), 'millisecond');
  if (r < 120_000_000) return one(String(Number(sig3(r / 1_000_000))), 'second');
  const s = Math.round(us / 1_000_000);
  if (s >= 3600)
    return `${one(String(Math.floor(s / 3600)), 'hour')} ${one(String(Math.floor((s % 3600) / 60)), 'minute')}`;
  return `${one(String(Math.floor(s / 60)), 'minute')} ${one(String(s % 60), 'second')}`;
}

/** A share (1 = all) as percent: `28 %`, `4.2 %`, `< 0.1 %`. What is not quite all never reads `100 %`. */
export function formatPercent(share: number): string {
  if (!Number.isFinite(share)) return 'not known';
  const p = share * 100;
  if (p < 0) return `−${formatPercent(-share)}`;
  if (p === 0) return '0 %';
  if (p < 0.1) return '< 0.1 %';
  if (p < 9.95) return `${p.toFixed(1)} %`;
  if (p < 100 && p >= 99.5) return '> 99 %';
  return `${Math.round(p)} %`;
}

/** Bytes in steps of 1024 (as the storage limit is set): `87 B`, `4.10 kB`, `200 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? String(Math.round(value)) : sig3(value)} ${units[unit]}`;
}

/** A count with thin spaces between thousands: `12 031` (U+202F). */
export function formatCount(n: number): string {
  return String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** `1 node`, `3 nodes`. */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${formatCount(n)} ${n === 1 ? one : many}`;
}

/** Uncertainty `[early, late]` in microseconds: `± 3 ms`, or `− 40 ms / + 1 ms` when one side is at least twice the other; '' when exact. */
export function formatUncertainty([early, late]: readonly [number, number]): string {
  const most = Math.max(early, late);
  if (most === 0) return '';
  if (most < 2 * Math.min(early, late)) return `± ${compact(most)}`;
  if (early === 0) return `+ ${compact(late)}`;
  if (late === 0) return `− ${compact(early)}`;
  return `− ${compact(early)} / + ${compact(late)}`;
}

/** How long ago, in coarse words: `just now`, `3 min ago`, `2 h ago`, `5 d ago`. `us` is the span since then. */
export function formatAgo(us: number): string {
  const s = us / 1_000_000;
  if (s < 45) return 'just now';
  if (s < 5400) return `${Math.max(1, Math.round(s / 60))} min ago`;
  if (s < 129_600) return `${Math.round(s / 3600)} h ago`;
  return `${Math.round(s / 86_400)} d ago`;
}

/** A money amount with its unit as the provider named it: `0.0042 USD`, `12 credits`. */
export function formatCost(amount: number, unit: string): string {
  const size = Math.abs(amount);
  if (size > 0 && size < 1e-6) return `< 0.000001 ${unit}`;
  const text = size >= 1000 ? amount.toFixed(0) : String(round3(amount));
  return `${text} ${unit}`;
}
