/** What the user is looking at: selection, zoom, sorting, dialogs. Nothing of it is stored. */
import { type Signal, signal } from '@preact/signals';
import type { View } from '../../src/drawing/view.ts';
import type { Job } from './job.ts';
import type { LensKind } from './lens.ts';

/** What the pane beside the selection shows. */
export type Detail = 'selection' | 'chart' | 'table' | 'whatif' | 'compare' | 'history' | 'log';

export type Column =
  | 'saves'
  | 'cost'
  | 'start'
  | 'name'
  | 'type'
  | 'duration'
  | 'share'
  | 'waited'
  | 'bytes'
  | 'status';

export interface Notice {
  readonly kind: 'info' | 'error';
  readonly text: string;
}

/** How the timeline is laid out: a row a node, or as few lanes as the run needs. */
export type Mode = 'waterfall' | 'lanes';

export interface Ui {
  readonly mode: Signal<Mode>;
  readonly lens: Signal<LensKind>;
  /** Text of the filter (filter/parse.ts). */
  readonly filter: Signal<string>;
  readonly criticalOnly: Signal<boolean>;
  /** Rows whose fold is not as it is at first (drawing/rows.ts). */
  readonly toggled: Signal<ReadonlySet<string>>;
  /** Key of the selected node instance. */
  readonly selected: Signal<string | undefined>;
  readonly hovered: Signal<string | undefined>;
  /** Undefined: the whole run, following it while it goes. */
  readonly view: Signal<View | undefined>;
  readonly quietOpen: Signal<boolean>;
  readonly detail: Signal<Detail>;
  /** Key of what the run is compared with (baseline.ts); undefined: the first there is. */
  readonly baseline: Signal<string | undefined>;
  /** How many times as fast the node of the what-if is. */
  readonly speedUp: Signal<number>;
  readonly dismissedOpen: Signal<boolean>;
  readonly sort: Signal<{ readonly column: Column; readonly down: boolean }>;
  readonly dialog: Signal<'clear' | 'help' | 'commands' | 'export' | 'precise' | undefined>;
  /** Counts up when the filter should take the focus. */
  readonly focusFilter: Signal<number>;
  /** Ids of the commands used last. */
  readonly recentCommands: Signal<readonly string[]>;
  /** Result of the last export, import, clear or failed request. */
  readonly notice: Signal<Notice | undefined>;
  /** What takes a while just now. */
  readonly job: Signal<Job | undefined>;
  /** Set to bring the selected row into view; counts up. */
  readonly reveal: Signal<number>;
  /** Counts up when the table or chart should come into view. */
  readonly showDetails: Signal<number>;
}

export function createUi(): Ui {
  return {
    mode: signal<Mode>('waterfall'),
    lens: signal<LensKind>('time'),
    filter: signal(''),
    criticalOnly: signal(false),
    toggled: signal<ReadonlySet<string>>(new Set()),
    selected: signal<string | undefined>(undefined),
    hovered: signal<string | undefined>(undefined),
    view: signal<View | undefined>(undefined),
    quietOpen: signal(false),
    detail: signal<Detail>('chart'),
    baseline: signal<string | undefined>(undefined),
    speedUp: signal(2),
    dismissedOpen: signal(false),
    sort: signal<{ column: Column; down: boolean }>({ column: 'saves', down: true }),
    dialog: signal<'clear' | 'help' | 'commands' | 'export' | 'precise' | undefined>(undefined),
    focusFilter: signal(0),
    recentCommands: signal<readonly string[]>([]),
    notice: signal<Notice | undefined>(undefined),
    job: signal<Job | undefined>(undefined),
    reveal: signal(0),
    showDetails: signal(0),
  };
}
