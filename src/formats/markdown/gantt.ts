import type { Run } from '../../model/run.ts';
import { labelOf, type Span, spansOf } from '../trace/spans.ts';

/** Bars in a chart: more cannot be read. */
const MOST = 60;

export interface Gantt {
  /** Mermaid's text, without the fence. */
  readonly text: string;
  /** Instances that are not in it, the shortest ones. */
  readonly left: number;
}

/**
 * A run as a Mermaid gantt (https://mermaid.js.org/syntax/gantt.html): a bar an instance, by start, milliseconds since the start of the run.
 * `critical`: indices in `Run.nodes` that are drawn as critical.
 *
 *   gantt
 *     title workflow · run
 *     dateFormat x                    milliseconds since the epoch, here since the start
 *     axisFormat %M:%S.%L
 *     Upscale :crit, n0, 120, 980     name : tags, id, start, end
 */
export function ganttOf(run: Run, critical: ReadonlySet<number> = new Set()): Gantt {
  const all = spansOf(run);
  const shown = longest(all);
  const bars = shown.map((span, i) => {
    const tags = [
      ...(critical.has(span.index) ? ['crit'] : []),
      ...(span.node.status === 'running' ? ['active'] : []),
      `n${i}`,
      String(Math.round(span.fromUs / 1_000)),
      // A bar of no length is none to it.
      String(Math.max(Math.round(span.fromUs / 1_000) + 1, Math.round(span.toUs / 1_000))),
    ];
    return `    ${plain(labelOf(span.node))} :${tags.join(', ')}`;
  });
  const title = plain(`${run.workflow.name || run.workflow.id || 'workflow'} run ${run.serverId || run.id}`);
  const text = ['gantt', `    title ${title}`, '    dateFormat x', '    axisFormat %M:%S.%L', ...bars].join('\n');
  return { text: `${text}\n`, left: all.length - shown.length };
}

function longest(spans: readonly Span[]): readonly Span[] {
  if (spans.length <= MOST) return spans;
  const kept = new Set(
    [...spans].sort((a, b) => b.toUs - b.fromUs - (a.toUs - a.fromUs) || a.index - b.index).slice(0, MOST),
  );
  return spans.filter((span) => kept.has(span));
}

/** Longest name that still fits beside a bar. */
const NAME = 40;

/**
 * A name that Mermaid cannot take for syntax: letters, digits and a few marks of any script, on one line. Colons, semicolons, hashes and
 * percent signs are its own; a name that is one of its words is set apart by a mark.
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

/** Words at which Mermaid's gantt begins another statement. */
const WORDS =
  /^(?:gantt|title|section|dateformat|axisformat|tickinterval|excludes|includes|todaymarker|weekday|weekend|click|call|href|accTitle|accDescr|inclusiveenddates|topaxis|end|style|class|vert)\b/i;
