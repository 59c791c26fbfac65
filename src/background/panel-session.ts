import type { CollectorAnswer, FromBackground, Health, PanelRequest, Settings } from '../messages/panel.ts';
import type { Incident } from '../model/alert.ts';
import type { Header } from '../model/collector.ts';
import { BACKGROUND_LIMITS } from '../model/limits.ts';
import type { Mapping } from '../model/mapping.ts';
import type { Run } from '../model/run.ts';
import { isOver } from '../model/run.ts';
import type { PageSamples } from '../model/shape.ts';
import type { Clock, Port } from '../platform/types.ts';
import { patchOf } from './diff.ts';
import { decodePanelMessage, type PanelMessage } from './panel-requests.ts';
import type { StoredHead } from './rows.ts';
import type { RunStore, StoreChange } from './run-store.ts';
import { createThrottle } from './throttle.ts';

const DELTA_MS = 50;
const HEALTH_MS = 500;

/** What a panel may ask of the background. */
export interface PanelContext {
  readonly store: RunStore;
  readonly clock: Clock;
  settings(): Settings;
  /** Validated settings only. */
  set(settings: Partial<Settings>): void;
  /** Incidents that go on, newest first. */
  incidents(): readonly Incident[];
  /** The user has looked at these incidents. */
  seen(ids: readonly string[]): void;
  /** Origins of a tab's frames, the top frame's first; empty when not known. */
  origins(tabId: number): readonly string[];
  health(tabId: number): Health;
  /** What messages of the pages are built like; resolves when all have answered or have had their time. */
  samples(mapping: Mapping | undefined): Promise<readonly PageSamples[]>;
  /** Resolves when the open runs of a tab are at hand, as far as they can be. */
  ready(tabId: number): Promise<void>;
  /** Removes runs for good: no document brings them back. */
  remove(ids: readonly string[]): void;
  openOptions(origin: string): Promise<void>;
  setHeaders(headers: readonly Header[]): void;
  testCollector(): Promise<CollectorAnswer>;
  /** The store was changed and wants writing. */
  changed(): void;
  refused(tabId: number, count: number): void;
}

/** One panel: what it was sent so far, and therefore what it must be sent next. */
export class PanelSession {
  readonly #port: Port;
  readonly #context: PanelContext;
  readonly #sent = new Map<string, Run>();
  readonly #dirty = new Set<string>();
  readonly #removed = new Set<string>();
  readonly #deltas;
  readonly #healthDeltas;
  readonly #unsubscribe: () => void;
  #queue: Promise<void> = Promise.resolve();
  /** Set by the first hello. */
  #tabId: number | undefined;
  #origins: readonly string[] = [];
  #rev = 0;
  /** The last snapshot or delta of runs, until the panel has taken it in: a second one would only wait beside it. */
  #untaken: number | undefined;
  #lastHealth = '';

  constructor(port: Port, context: PanelContext) {
    this.#port = port;
    this.#context = context;
    this.#deltas = createThrottle(context.clock, DELTA_MS, () => this.#sendChanges());
    this.#healthDeltas = createThrottle(context.clock, HEALTH_MS, () => this.#sendHealth());
    this.#unsubscribe = context.store.onChange((change) => this.#onStoreChange(change));
    port.onMessage((message) => this.#onMessage(message));
  }

  /** Stops everything; call it when the port is gone. */
  close(): void {
    this.#unsubscribe();
    this.#deltas.cancel();
    this.#healthDeltas.cancel();
    this.#tabId = undefined;
  }

  healthChanged(): void {
    if (this.#tabId !== undefined) this.#healthDeltas.request();
  }

  settingsChanged(): void {
    if (this.#tabId !== undefined) this.#delta({ settings: this.#context.settings() });
  }

  incidentsChanged(): void {
    if (this.#tabId !== undefined) this.#delta({ incidents: this.#context.incidents() });
  }

  /** Documents came or went: the tab may show another origin now. While it shows none, the last one stays. */
  placesChanged(): void {
    if (this.#tabId === undefined) return;
    const origins = this.#context.origins(this.#tabId);
    if (origins.length === 0 || same(origins, this.#origins)) return;
    const tabId = this.#tabId;
    this.#origins = origins;
    this.#enqueue(() => this.#sendSnapshot(tabId));
  }

  #onMessage(raw: unknown): void {
    const message = decodePanelMessage(raw);
    if (!message.ok) {
      this.#context.refused(this.#tabId ?? -1, 1);
      return;
    }
    const said = message.value;
    if (said.kind === 'taken') this.#taken(said.rev);
    else this.#enqueue(() => (said.kind === 'hello' ? this.#sendSnapshot(said.tabId) : this.#reply(said)));
  }

  async #reply({ id, request }: Extract<PanelMessage, { kind: 'request' }>): Promise<void> {
    if (request.ok) {
      const value = await this.#answer(request.value);
      this.#post({ kind: 'reply', id, ok: true, value });
      return;
    }
    this.#context.refused(this.#tabId ?? -1, 1);
    const error = request.where ? `${request.where}: ${request.error}` : request.error;
    this.#post({ kind: 'reply', id, ok: false, error });
  }

  /** One at a time and in order, so that answers and snapshots come in the order they were asked for. */
  #enqueue(task: () => Promise<void>): void {
    this.#queue = this.#queue.then(task).catch((error: unknown) => console.error('Longpole: panel', error));
  }

  async #answer(request: PanelRequest): Promise<unknown> {
    const { store } = this.#context;
    switch (request.what) {
      case 'runs': {
        const runs = await store.fetch(request.ids);
        for (const run of runs) this.#remember(run);
        return runs;
      }
      case 'set':
        return this.#context.set(request.settings);
      case 'seen':
        return this.#context.seen(request.ids);
      case 'pin': {
        const done = await store.pin(request.id, request.pinned);
        this.#context.changed();
        return done;
      }
      case 'samples':
        return await this.#context.samples(request.mapping);
      case 'options':
        return await this.#context.openOptions(request.origin);
      case 'delete':
        return this.#context.remove(request.ids);
      case 'clear': {
        // A run that goes on would be back with its next record: it stays until it is over.
        const ids = this.#visible().filter(({ head }) => !head.pinned && isOver(head.status));
        this.#context.remove(ids.map(({ head }) => head.id));
        return ids.length;
      }
      case 'collector-headers':
        return this.#context.setHeaders(request.headers);
      case 'collector-test':
        return await this.#context.testCollector();
      case 'import':
        return this.#import(request.runs);
    }
  }

  #import(runs: readonly Run[]): { readonly added: number; readonly known: number } {
    const { store } = this.#context;
    let added = 0;
    for (const run of runs) {
      if (store.knows(run)) continue;
      // Nobody will tell the end of a run that was exported while it went on.
      const kept = isOver(run.status) ? run : ({ ...run, status: 'cut' } as const);
      // The panel has just read it, and asks for it should it not be shown already. First: a change may be told of at once.
      this.#remember(kept);
      store.put(kept, this.#origins[0] ?? '');
      added++;
    }
    this.#context.changed();
    return { added, known: runs.length - added };
  }

  async #sendSnapshot(tabId: number): Promise<void> {
    await this.#context.ready(tabId);
    const origins = this.#context.origins(tabId);
    if (origins.length > 0 || tabId !== this.#tabId) this.#origins = origins;
    this.#tabId = tabId;
    const newest = this.#visible()[0]?.head.id;
    if (newest !== undefined) await this.#context.store.fetch([newest]);

    // From here on nothing may wait: what changes after this moment is in the next delta.
    const heads = this.#visible().map(({ head }) => head);
    const latest = heads[0] && this.#context.store.get(heads[0].id);
    this.#sent.clear();
    this.#dirty.clear();
    this.#removed.clear();
    if (latest) this.#remember(latest);
    const health = this.#context.health(tabId);
    this.#lastHealth = JSON.stringify(health);
    this.#untaken = ++this.#rev;
    this.#post({
      kind: 'snapshot',
      rev: this.#rev,
      origin: this.#origins[0] ?? '',
      heads,
      ...(latest && { latest }),
      health,
      settings: this.#context.settings(),
      incidents: this.#context.incidents(),
    });
  }

  #visible(): readonly StoredHead[] {
    return this.#context.store.heads().filter((stored) => this.#isVisible(stored));
  }

  #isVisible({ head, home }: StoredHead): boolean {
    const origins = this.#origins;
    return origins.length === 0 || origins.includes(head.origin) || (home !== undefined && origins.includes(home));
  }

  #onStoreChange({ changed, removed }: StoreChange): void {
    if (this.#tabId === undefined) return;
    if (changed !== undefined) {
      this.#dirty.add(changed);
      this.#removed.delete(changed);
    }
    for (const id of removed ?? []) {
      this.#removed.add(id);
      this.#dirty.delete(id);
      this.#sent.delete(id);
    }
    if (this.#untaken === undefined) this.#deltas.request();
  }

  #taken(rev: number): void {
    if (this.#untaken === undefined || rev < this.#untaken) return;
    this.#untaken = undefined;
    if (this.#tabId !== undefined && this.#dirty.size + this.#removed.size > 0) this.#deltas.request();
  }

  #sendChanges(): void {
    if (this.#untaken !== undefined) return;
    const patches = [];
    for (const id of this.#dirty) {
      const stored = this.#context.store.head(id);
      if (!stored || !this.#isVisible(stored)) continue;
      const run = this.#context.store.get(id);
      patches.push(run ? patchOf(this.#sent.get(id), run) : { head: stored.head });
      if (run) this.#remember(run);
    }
    const removed = [...this.#removed];
    this.#dirty.clear();
    this.#removed.clear();
    if (patches.length + removed.length === 0) return;
    this.#untaken = this.#rev + 1;
    this.#delta({ ...(patches.length > 0 && { patches }), ...(removed.length > 0 && { removed }) });
  }

  #sendHealth(): void {
    if (this.#tabId === undefined) return;
    const health = this.#context.health(this.#tabId);
    const text = JSON.stringify(health);
    if (text === this.#lastHealth) return;
    this.#lastHealth = text;
    this.#delta({ health });
  }

  #delta(change: Omit<Extract<FromBackground, { kind: 'delta' }>, 'kind' | 'rev'>): void {
    this.#post({ kind: 'delta', rev: ++this.#rev, ...change });
  }

  #post(message: FromBackground): void {
    try {
      this.#port.postMessage(message);
    } catch (error) {
      // Browsers refuse messages above 64 MB; otherwise the panel is gone, and its disconnect event may never come.
      if (message.kind !== 'reply' || !message.ok) this.close();
      else this.#post({ kind: 'reply', id: message.id, ok: false, error: `The answer cannot be sent: ${error}` });
    }
  }

  #remember(run: Run): void {
    this.#sent.delete(run.id);
    this.#sent.set(run.id, run);
    const [oldest] = this.#sent.keys();
    if (this.#sent.size > BACKGROUND_LIMITS.sentRuns && oldest !== undefined) this.#sent.delete(oldest);
  }
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
