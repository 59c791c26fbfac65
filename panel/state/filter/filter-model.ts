/** The filter of the panel: its text read, and which nodes of the run shown it lets through. */
import { computed, type ReadonlySignal } from '@preact/signals';
import type { Findings } from '../findings.ts';
import type { Ui } from '../ui.ts';
import { type Completion, completeFilter } from './complete.ts';
import { factsOf, type NodeFacts } from './facts.ts';
import { matchesFilter } from './match.ts';
import { parseFilter } from './parse.ts';
import type { Filter } from './term.ts';

export interface FilterModel {
  readonly filter: ReadonlySignal<Filter>;
  /** Keys of the node instances that are let through, by the filter and by "critical only"; undefined: all of them. */
  readonly keys: ReadonlySignal<ReadonlySet<string> | undefined>;
  /** Node instances let through, and all of them. */
  readonly shown: ReadonlySignal<number>;
  readonly total: ReadonlySignal<number>;
  complete(text: string, caret: number): readonly Completion[];
}

const NOBODY: ReadonlyMap<string, NodeFacts> = new Map();

/** Facts are made once an analysis, and only while a filter needs them. */
export function createFilterModel(
  ui: Pick<Ui, 'filter' | 'criticalOnly'>,
  findings: Pick<Findings, 'analysis' | 'cost' | 'critical'>,
): FilterModel {
  const filter = computed(() => parseFilter(ui.filter.value));
  const facts = computed(() => {
    const analysis = findings.analysis.value;
    return analysis ? factsOf(analysis, findings.cost.value) : NOBODY;
  });
  const keys = computed((): ReadonlySet<string> | undefined => {
    const only = ui.criticalOnly.value ? findings.critical.value : undefined;
    if (filter.value.terms.length === 0) return only;
    const through = [...facts.value.values()].filter((node) => matchesFilter(filter.value, node));
    return new Set(through.map((node) => node.key).filter((key) => !only || only.has(key)));
  });
  const total = computed(() => findings.analysis.value?.run.nodes.length ?? 0);
  return {
    filter,
    keys,
    shown: computed(() => keys.value?.size ?? total.value),
    total,
    complete: (text, caret) => completeFilter(text, caret, facts.peek()),
  };
}
