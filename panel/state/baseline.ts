/** What the run shown is compared with: pinned runs, the usual one, the one before it, or any other of its workflow. */
import { computed, effect, type ReadonlySignal, untracked } from '@preact/signals';
import {
  type Comparison,
  comparableBefore,
  compareSides,
  isComparable,
  isSameWorkflow,
  typicalOf,
} from '../../src/analysis/index.ts';
import { plural } from '../../src/drawing/format.ts';
import { isOver, type Run, type RunHead } from '../../src/model/run.ts';
import type { Findings } from './findings.ts';
import type { PanelState } from './panel-state.ts';
import type { Ui } from './ui.ts';
import { runLength } from './words.ts';

export interface BaselineChoice {
  /** `pinned`, `usual`, `previous`, or `run:` and an id. */
  readonly key: string;
  readonly words: string;
}

export interface Baseline {
  /** What there is to choose from; the first is taken until the user chooses. */
  readonly choices: ReadonlySignal<readonly BaselineChoice[]>;
  readonly chosen: ReadonlySignal<BaselineChoice | undefined>;
  /** Undefined while there is no baseline, or its runs are still on their way. */
  readonly comparison: ReadonlySignal<Comparison | undefined>;
}

/** Single runs that are offered, newest first. */
const SINGLE = 20;
/** Runs after the baseline that are taken together with the one shown. */
const SINCE = 20;

export function createBaseline(state: PanelState, ui: Ui, findings: Findings): Baseline {
  /** Runs of the workflow of the run shown, that one left out, newest first. */
  const others = computed((): readonly RunHead[] => {
    const shown = state.head.value;
    const heads = state.mirror.value?.heads ?? [];
    return shown ? heads.filter((h) => h.id !== shown.id && isOver(h.status) && isSameWorkflow(h, shown)) : [];
  });
  const pinned = computed(() => others.value.filter((h) => h.pinned));
  const history = computed(() => findings.found.value.against?.history ?? []);
  const previous = computed(() => {
    const run = state.run.value;
    state.known.value;
    return run && untracked(() => comparableBefore(run, state.finished.runs(), 1)[0]);
  });

  const choices = computed((): readonly BaselineChoice[] => {
    const number = (id: string): string => `#${state.numberOf(id)}`;
    const marked = pinned.value;
    const usual = history.value.length;
    const last = previous.value;
    return [
      ...(marked.length > 0
        ? [
            {
              key: 'pinned',
              words: `Pinned: ${marked
                .map((h) => number(h.id))
                .slice(0, 5)
                .join(', ')}`,
            },
          ]
        : []),
      ...(usual > 1 ? [{ key: 'usual', words: `Usual: the median of ${plural(usual, 'comparable run')}` }] : []),
      ...(last ? [{ key: 'previous', words: `Previous comparable run, ${number(last.id)}` }] : []),
      ...others.value
        .slice(0, SINGLE)
        .map((h) => ({ key: `run:${h.id}`, words: `Run ${number(h.id)}${lengthWords(h)}` })),
    ];
  });
  const chosen = computed(() => choices.value.find((c) => c.key === ui.baseline.value) ?? choices.value[0]);

  const before = computed((): { readonly run: Run; readonly set: readonly Run[] } | undefined => {
    const run = state.run.value;
    const key = chosen.value?.key;
    if (!run || key === undefined) return undefined;
    if (key === 'usual') return side(history.value, run);
    if (key === 'previous') return previous.value && { run: previous.value, set: [previous.value] };
    const ids = key === 'pinned' ? pinned.value.map((h) => h.id) : [key.slice('run:'.length)];
    const runs = ids.flatMap((id) => state.mirror.value?.runs.get(id) ?? []);
    return runs.length === ids.length ? side(runs, run) : undefined;
  });
  const comparison = computed((): Comparison | undefined => {
    const run = state.run.value;
    const baseline = before.value;
    if (!run || !baseline || !isOver(run.status)) return undefined;
    const newest = Math.max(...baseline.set.map((r) => r.startUs));
    const known = new Set(baseline.set.map((r) => r.id));
    const since =
      chosen.value?.key === 'pinned'
        ? untracked(() => comparableBefore(run, state.finished.runs(), SINCE)).filter(
            (r) => r.startUs > newest && !known.has(r.id),
          )
        : [];
    return compareSides(baseline, { run, set: [run, ...since] }, findings.engines.value);
  });
  effect(() => {
    const key = chosen.value?.key ?? '';
    state.wanted.value = key.startsWith('run:') ? [key.slice('run:'.length)] : [];
  });
  return { choices, chosen, comparison };
}

/** Of a set, those like the run shown (all, when none is), and the typical one of them. */
function side(runs: readonly Run[], shown: Run): { readonly run: Run; readonly set: readonly Run[] } | undefined {
  const like = runs.filter((r) => isComparable({ ...r, origin: shown.origin }, shown));
  const run = like.length > 0 ? typicalOf(like) : runs[0];
  return run && { run, set: like.length > 0 ? like : [run] };
}

function lengthWords(head: RunHead): string {
  return head.endUs === undefined ? '' : `, ${runLength(head)}${head.status === 'success' ? '' : `, ${head.status}`}`;
}
