/**
 * What a panel and the background say to each other over a port named `panel`.
 *
 * The background answers `hello` with one `snapshot` and then sends `delta`s, each with the next `rev`. A panel that sees a
 * jump in `rev` says `hello` again. Requests carry an `id` and get exactly one `reply`.
 */

import type { Incident } from '../model/alert.ts';
import type { Budget } from '../model/budget.ts';
import { type Collector, type Header, NO_COLLECTOR, type OutboxStatus } from '../model/collector.ts';
import type { EngineSpec } from '../model/engine-spec.ts';
import type { Edge } from '../model/graph.ts';
import { STORE_LIMITS } from '../model/limits.ts';
import type { Mapping } from '../model/mapping.ts';
import { NO_PRICES, type PriceTable } from '../model/price.ts';
import type { EditorId, NodeRun, Run, RunHead } from '../model/run.ts';
import type { PreciseSite } from '../model/site.ts';
import type { PreciseState } from './relay.ts';

export const PANEL_PORT = 'panel';

/** The rungs from "nothing" to "run recorded" for one tab; each knows what to do about the next. */
export interface Health {
  /** The hook of some frame of the tab said hello. */
  readonly hook: boolean;
  /** Match patterns of the sites that are granted (model/site.ts). */
  readonly sites: readonly string[];
  /** Origins of the tab's frames that have our scripts, as far as they have one. */
  readonly origins: readonly string[];
  /** Connections open or seen in the tab. */
  readonly sockets: number;
  /** Editors known by their traffic. */
  readonly editors: readonly string[];
  /** Runs seen in this tab since the page was loaded. */
  readonly runs: number;
  /** Records received from the tab. */
  readonly records: number;
  /** Records or frames lost, by cause. */
  readonly lost: number;
  readonly unreadable: number;
  /** Messages that were refused because they were not what they should be. */
  readonly refused: number;
  /** Set when the last write failed: recording goes on in memory. */
  readonly storage: 'ok' | 'full' | 'failed';
  /** Runs that are over and in memory only, because the disk did not take them. */
  readonly unsavedRuns?: number;
  /** Set when the database could not be opened or read and was made anew, so that runs of before are gone. */
  readonly recreated?: number;
  /** Rows of the database (runs, or pages with what ran on them) that could not be read and were let go. */
  readonly damaged?: number;
  /** Runs that were stored and, since a day or less, are not: the browser threw the database away. */
  readonly vanished?: number;
  readonly storedBytes: number;
  readonly storedRuns: number;
  readonly limitBytes: number;
  /** How it goes with the precise clock in the tab's pages, the worst of them; absent where it is not switched on, or not told yet. */
  readonly precise?: PreciseState;
  /** How it goes with runs that are sent to a collector; absent while that is off. */
  readonly outbox?: OutboxStatus;
}

/** Change to one run: the head always; nodes by their index in `Run.nodes`; edges and calls only when they changed. */
export interface RunPatchMessage {
  readonly head: RunHead;
  readonly nodes?: readonly (readonly [index: number, node: NodeRun])[];
  readonly edges?: readonly Edge[];
  readonly calls?: Run['calls'];
}

export interface Settings {
  readonly recording: boolean;
  /** Plain regression rule: slower than the previous comparable run by more than this share. */
  readonly regressionShare: number;
  readonly runsPerWorkflow: number;
  readonly keepDays: number;
  readonly keepBytes: number;
  /** The user's own editors. */
  readonly mappings: readonly Mapping[];
  /** Engines as the user described them; of the others we use what we know. */
  readonly engines: Partial<Record<EditorId, EngineSpec>>;
  /** What models and machines cost, to estimate with where the engine sends no cost. */
  readonly prices: PriceTable;
  /** What runs and nodes may take and cost. */
  readonly budgets: readonly Budget[];
  /** Also tell of runs that are slower than their history for sure. */
  readonly alertSlower: boolean;
  /** Tell of incidents outside of DevTools too; needs the browser's permission. */
  readonly notify: boolean;
  /** Findings the user wants to hear no more of (analysis/insights.ts `insightKey`), oldest first. */
  readonly dismissed: readonly string[];
  readonly theme: ThemeChoice;
  /** Nodes are shown in the browser's own Performance panel too, while that records. */
  readonly performancePanel: boolean;
  /** Where finished runs are sent; off unless the user says so. */
  readonly collector: Collector;
  /** Sites whose sockets a worker of ours holds. */
  readonly precise: readonly PreciseSite[];
  /** Single keys do something in the panel (panel/state/key-list.ts). */
  readonly keys: boolean;
}

/** `auto`: that of DevTools, or of the system. */
export const THEMES = ['auto', 'light', 'dark'] as const;
export type ThemeChoice = (typeof THEMES)[number];

export const DEFAULT_SETTINGS: Settings = {
  recording: true,
  regressionShare: 0.2,
  runsPerWorkflow: STORE_LIMITS.runsPerWorkflow,
  keepDays: 90,
  keepBytes: STORE_LIMITS.keptBytes,
  mappings: [],
  engines: {},
  prices: NO_PRICES,
  budgets: [],
  alertSlower: true,
  notify: false,
  dismissed: [],
  theme: 'auto',
  performancePanel: false,
  collector: NO_COLLECTOR,
  precise: [],
  keys: true,
};

export interface Snapshot {
  readonly kind: 'snapshot';
  readonly rev: number;
  /** Origin of the inspected tab; '' when not known. Runs of other origins are not shown by default. */
  readonly origin: string;
  readonly heads: readonly RunHead[];
  /** The newest run in full, if any, so that the first picture needs no second question. */
  readonly latest?: Run;
  readonly health: Health;
  readonly settings: Settings;
  /** Incidents that go on, newest first; of all origins. */
  readonly incidents: readonly Incident[];
}

export type FromBackground =
  | Snapshot
  | {
      readonly kind: 'delta';
      readonly rev: number;
      readonly patches?: readonly RunPatchMessage[];
      readonly removed?: readonly string[];
      readonly health?: Health;
      readonly settings?: Settings;
      readonly incidents?: readonly Incident[];
    }
  | { readonly kind: 'reply'; readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly kind: 'reply'; readonly id: number; readonly ok: false; readonly error: string };

export type PanelRequest =
  /** -> Run[] in the order asked; unknown ids are left out. */
  | { readonly what: 'runs'; readonly ids: readonly string[] }
  | { readonly what: 'set'; readonly settings: Partial<Settings> }
  /** Removes all runs of the tab's origin except pinned ones. -> number removed */
  | { readonly what: 'clear' }
  | { readonly what: 'pin'; readonly id: string; readonly pinned: boolean }
  | { readonly what: 'delete'; readonly ids: readonly string[] }
  /**
   * What the last messages of all pages are built like, for a try-out of this mapping: PageSamples[] (model/shape.ts), to be
   * judged by tryMapping (editors/custom/try.ts). Pages look on for SAMPLE_MS after each question, so ask again every second or so.
   */
  | { readonly what: 'samples'; readonly mapping?: Mapping }
  /** Opens the options page in a tab and offers to allow this origin there: DevTools pages of Firefox can neither ask nor open tabs. */
  | { readonly what: 'options'; readonly origin: string }
  /** The user has looked at these incidents. */
  | { readonly what: 'seen'; readonly ids: readonly string[] }
  /** Headers for the collector, in place of those there were. Nobody gets them back: they may be secrets. */
  | { readonly what: 'collector-headers'; readonly headers: readonly Header[] }
  /** Sends the collector of the settings a request without runs. -> CollectorAnswer */
  | { readonly what: 'collector-test' }
  /** Runs read from a session file. -> { added, known } */
  | { readonly what: 'import'; readonly runs: readonly Run[] };

/** What came of a test of the collector. */
export interface CollectorAnswer {
  readonly taken: boolean;
  readonly words: string;
}

export type ToBackgroundFromPanel =
  | { readonly kind: 'hello'; readonly tabId: number }
  /** The snapshot or delta with this `rev` was taken in: changes to runs wait for it, or a busy panel's port would fill. */
  | { readonly kind: 'taken'; readonly rev: number }
  | { readonly kind: 'request'; readonly id: number; readonly request: PanelRequest };
