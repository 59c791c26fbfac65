/** Which nodes of the run are shown: all, those on the critical path, those that a filter lets through. */
import { computed, type ReadonlySignal } from '@preact/signals';
import type { Findings } from './findings.ts';
import type { Ui } from './ui.ts';

/** Keys of the node instances that are shown; undefined: all of them. */
export function filteredKeys(ui: Ui, findings: Findings): ReadonlySignal<ReadonlySet<string> | undefined> {
  return computed(() => (ui.criticalOnly.value ? findings.critical.value : undefined));
}
