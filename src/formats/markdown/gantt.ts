import { FILE_LIMITS } from '../../model/limits.ts';
import type { Run } from '../../model/run.ts';
import { labelOf, type Span, spansOf } from '../trace/spans.ts';

export interface Gantt {
  /** Mermaid's text, without the fence. */
  readonly text: string;
  /** Instances that are not in it, the shortest ones. */
  readonly left: number;
}

/**
 * A run as a Mermaid gantt (https://mermaid.js.org/syntax/gantt.html): a bar an instance, by start, as if the run had begun at midnight.
 * `critical`: indices in `Run.nodes` that are drawn as critical.
 *
 *   gantt
 *     title workflow · run
 *     dateFormat YYYY-MM-DD HH:mm:ss.SSS      read in local time, as the axis is written: half an hour off UTC changes neither
 *     axisFormat %M:%S.%L                     with hours where there are any
 *     Upscale :crit, n0, 2000-01-01 00:00:00.120, 2000-01-01 00:00:00.980     name : tags, id, start, end
 */
export function ganttOf(run: Run, critical: ReadonlySet<number> = new Set()): Gantt {
  const all = spansOf(run);
  const shown = longest(all);
  const bars = shown.map((span, i) => {
    const tags = [
      ...(critical.has(span.index) ? ['crit'] : []),
      ...(span.node.status === 'running' ? ['active'] : []),
      `n${i}`,
      clock(span.fromUs),
      // A bar of no length is none to it.
      clock(Math.max(span.fromUs + 1_000, span.toUs)),
    ];
    return `    ${plain(labelOf(span.node))} :${tags.join(', ')}`;
  });
  const title = plain(`${run.workflow.name || run.workflow.id || 'workflow'} run ${run.serverId || run.id}`);
  const axis = shown.some((span) => span.toUs >= HOUR_US) ? '%H:%M:%S' : '%M:%S.%L';
  const head = ['gantt', `    title ${title}`, '    dateFormat YYYY-MM-DD HH:mm:ss.SSS', `    axisFormat ${axis}`];
  const text = [...head, ...bars].join('\n');
  return { text: `${text}\n`, left: all.length - shown.length };
}

const HOUR_US = 3_600_000_000;
/** A midnight at which no country put its clocks forward. */
const MIDNIGHT_MS = Date.UTC(2000, 0, 1);

/** What a clock shows so long after midnight. */
function clock(us: number): string {
  return new Date(MIDNIGHT_MS + Math.round(us / 1_000)).toISOString().slice(0, 23).replace('T', ' ');
}

function longest(spans: readonly Span[]): readonly Span[] {
  if (spans.length <= FILE_LIMITS.ganttBars) return spans;
  const kept = new Set(
    [...spans]
      .sort((a, b) => b.toUs - b.fromUs - (a.toUs - a.fromUs) || a.index - b.index)
      .slice(0, FILE_LIMITS.ganttBars),
  );
  return spans.filter((span) => kept.has(span));
}

/** Longest name that still fits beside a bar. */
const NAME = 40;

/**
 * A name that Mermaid cannot take for syntax: letters, digits and a few marks of any script, on one line. Colons, semicolons, hashes and
 * percent signs are its own; a name that begins with one of its words is set apart by a mark.
 */
function plain(name: string): string {
  const safe = name
    .replace(/[^\p{L}\p{N}\p{M} ._()[\]+*/=!?'-]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const short = [...safe].length > NAME ? `${[...safe].slice(0, NAME - 1).join('')}…` : safe;
  const marked = WORDS.test(short) || !/^[\p{L}\p{N}]/u.test(short);
  return short === '' ? 'node' : `${marked ? '· ' : ''}${short}`;
}

/** Words at which Mermaid's gantt begins another statement, and dates: each is a token of its own, that no statement begins with. */
const WORDS =
  /^(?:gantt|title|section|dateformat|axisformat|tickinterval|excludes|includes|todaymarker|weekday|weekend|click|call|href|accTitle|accDescr\w*|inclusiveenddates|topaxis|end|style|class|vert|\d{4}-\d{2}-\d{2})\b/i;
