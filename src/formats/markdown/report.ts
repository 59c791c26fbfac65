import type { Run } from '../../model/run.ts';
import { runLabel } from '../trace/spans.ts';
import { ganttOf } from './gantt.ts';

/** What a report says of a run beside its nodes; made by the analysis, in words and figures that are written already. */
export interface ReportFacts {
  /** `Duration`, `1.74 s`. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** Head and rows of the table of nodes. */
  readonly table: readonly (readonly string[])[];
  readonly findings: readonly { readonly title: string; readonly text: string; readonly nextStep: string }[];
  readonly caveats: readonly string[];
  /** Indices in `Run.nodes` that worked on the critical path. */
  readonly critical: ReadonlySet<number>;
}

/**
 * A run as Markdown for an issue or a chat: facts, findings, the table of nodes, and a Mermaid gantt (GitHub draws it). Every name is text: no
 * markup, link or mention in it works.
 */
export function markdownOf(run: Run, { facts, table, findings, caveats, critical }: ReportFacts): string {
  const { text, left } = ganttOf(run, critical);
  const [head = [], ...rows] = table;
  return [
    `## ${inline(runLabel(run))}`,
    facts.map(([name, value]) => `- ${inline(name)}: **${inline(value)}**`).join('\n'),
    ...(caveats.length > 0 ? [caveats.map((words) => `> ${inline(words)}`).join('\n')] : []),
    ...(findings.length > 0
      ? [
          '### Findings',
          findings.map((f) => `- **${inline(f.title)}**: ${inline(f.text)} ${inline(f.nextStep)}`).join('\n'),
        ]
      : []),
    '### Nodes',
    [row(head), `|${' --- |'.repeat(head.length)}`, ...rows.map((cells) => row(cells))].join('\n'),
    ...(text.split('\n').length > 5 ? [`\`\`\`mermaid\n${text}\`\`\``] : []),
    ...(left > 0 ? [`The chart leaves out the ${left} shortest.`] : []),
    '',
  ].join('\n\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.map(inline).join(' | ')} |`;
}

/** Text on one line in which no Markdown and no HTML is any, and nobody is mentioned. */
function inline(words: string): string {
  return (
    words
      .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
      .replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`)
      .replace(/[\\`*_{}[\]()#+!|~$-]/g, (c) => `\\${c}`)
      // A zero-width joiner breaks mentions, references to issues and bare addresses.
      .replace(/@|:\/\/|www\./gi, (c) => `${c[0]}\u2060${c.slice(1)}`)
  );
}
