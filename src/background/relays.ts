import {
  type LiveSpan,
  PRECISE_STATES,
  PROTOCOL,
  type PreciseState,
  type ToBackground,
  type ToRelay,
} from '../messages/relay.ts';
import type { Mapping } from '../model/mapping.ts';
import type { Result } from '../model/result.ts';
import type { PageSamples } from '../model/shape.ts';
import type { Clock, Port } from '../platform/types.ts';
import type { PageDocument } from './document.ts';
import type { Documents } from './documents.ts';
import type { Place } from './rows.ts';
import { SampleQuestions } from './sample-questions.ts';

/** A relay that was asked to send again is not asked for the same record within this time: batches already on their way show the same gap. */
const RESYNC_MS = 1_000;

export interface RelayContext {
  readonly documents: Documents;
  readonly clock: Clock;
  /** Resolves when settings and database are read. */
  readonly ready: Promise<void>;
  decode(message: unknown): Result<ToBackground>;
  config(): Extract<ToRelay, { kind: 'config' }>;
  /** Whether pages of this origin are recorded. Scripts stay in a page after its site was withdrawn, until it is reloaded. */
  allows(origin: string): boolean;
  /** Whether pages of this origin have the precise clock. */
  isPrecise(origin: string): boolean;
  /** How it goes with the precise clock of a page has changed. */
  precise(origin: string, state: PreciseState): void;
  /** A document has lost its port: it goes away, or will be back. */
  left(): void;
  /** Records were taken, or a document came or went. */
  changed(document: PageDocument): void;
  refused(tabId: number, count: number): void;
}

interface Link {
  readonly port: Port;
  readonly place: Place;
  readonly tabId: number;
  /** Set by hello. */
  document?: PageDocument;
  /** What its precise clock said last. */
  precise?: PreciseState;
  /** Last resync asked for. */
  asked?: { readonly from: number; readonly atMs: number };
}

type Message<K extends ToBackground['kind']> = Extract<ToBackground, { kind: K }>;

/** The background's end of all relays. */
export class Relays {
  readonly #context: RelayContext;
  readonly #links = new Set<Link>();
  /** The newest link of each document. */
  readonly #byDocument = new Map<PageDocument, Link>();
  readonly #questions: SampleQuestions<Link>;

  constructor(context: RelayContext) {
    this.#context = context;
    this.#questions = new SampleQuestions(context.clock);
  }

  /** Asks all pages that may be recorded what their last messages are built like. */
  readonly sample = (mapping: Mapping | undefined): Promise<readonly PageSamples[]> => {
    const links = [...this.#links].filter((link) => link.document && this.#allows(link));
    return this.#questions.ask(links, (link, id) => {
      const epoch = link.document?.epoch ?? '';
      post(link.port, { kind: 'sample', epoch, id, ...(mapping && { mapping }) });
    });
  };

  /** Takes a port whose sender is a content script of ours in a tab. */
  accept(port: Port): void {
    const { tabId = -1, frameId } = port.sender;
    const place: Place = { origin: originOf(port), tabId, ...(frameId !== undefined && { frameId }) };
    const link: Link = { port, place, tabId };
    this.#links.add(link);
    let queue = this.#context.ready;
    const enqueue = (task: () => Promise<void> | void) => {
      queue = queue.then(task).catch((error: unknown) => console.error('Longpole: relay', error));
    };
    port.onMessage((raw) => {
      const message = this.#context.decode(raw);
      if (!message.ok) return this.#context.refused(tabId, 1);
      this.#context.refused(tabId, replaced(raw, message.value));
      enqueue(() => this.#handle(link, message.value));
    });
    // In the queue as well: a page says its last records and bye, and closes the port before the first of them is handled.
    port.onDisconnect(() => enqueue(() => this.#leave(link)));
  }

  /** Sends the configuration to all pages, after it or the allowed sites have changed. */
  configure(): void {
    for (const link of this.#links) post(link.port, this.#configOf(link));
  }

  /** Tells the relay of `document` that it may forget records up to `upTo`. */
  acknowledge(document: PageDocument, upTo: number): void {
    document.acked = Math.max(document.acked, upTo);
    const link = this.#byDocument.get(document);
    if (link) post(link.port, { kind: 'ack', epoch: document.epoch, upTo: document.acked });
  }

  /** The worst that the precise clocks of a tab's pages have said; undefined when none has said anything. */
  preciseOf(tabId: number): PreciseState | undefined {
    const said = new Set([...this.#links].filter((link) => link.tabId === tabId).map(({ precise }) => precise));
    return [...PRECISE_STATES].reverse().find((state) => said.has(state));
  }

  /** Has the page of a document show spans in the browser's Performance panel; nothing when it is gone. */
  showSpans(epoch: string, spans: readonly LiveSpan[]): void {
    for (const [document, { port }] of this.#byDocument)
      if (document.epoch === epoch) post(port, { kind: 'spans', epoch, spans });
  }

  #configOf(link: Link): ToRelay {
    const config = this.#context.config();
    const { origin } = link.place;
    const precise = origin === '' || this.#context.isPrecise(origin);
    return { ...config, recording: config.recording && this.#allows(link), precise };
  }

  /** A frame without an origin of its own (about:blank, srcdoc) goes with the tab's other frames. */
  #allows({ place, tabId }: Link): boolean {
    const { allows } = this.#context;
    if (place.origin !== '') return allows(place.origin);
    const others = [...this.#links].filter((link) => link.tabId === tabId && link.place.origin !== '');
    return others.length === 0 || others.some((link) => allows(link.place.origin));
  }

  async #handle(link: Link, message: ToBackground): Promise<void> {
    switch (message.kind) {
      case 'hello':
        return await this.#hello(link, message);
      case 'batch':
        return this.#batch(link, message);
      case 'bye':
        return this.#bye(link, message);
      case 'precise':
        return this.#precise(link, message);
      case 'samples':
        return this.#questions.answered(link, message.id, message.samples);
    }
  }

  async #hello(link: Link, { protocol, epoch, oldest, losses }: Message<'hello'>): Promise<void> {
    const { documents, clock } = this.#context;
    if (protocol !== PROTOCOL) return this.#context.refused(link.tabId, 1);
    post(link.port, this.#configOf(link));
    const document = await documents.load(epoch, link.place);
    // The epoch is the page's word; that it belongs to this origin is the browser's.
    if (document.origin !== link.place.origin) return this.#context.refused(link.tabId, 1);
    document.place = link.place;
    link.document = document;
    this.#byDocument.set(document, link);
    documents.connect(document);
    document.skipTo(oldest, clock.now());
    document.setLosses(losses);
    this.acknowledge(document, document.acked);
    this.#context.changed(document);
  }

  #batch(link: Link, { epoch, seq, records, losses }: Message<'batch'>): void {
    const document = this.#documentOf(link, epoch);
    if (!document) return;
    document.setLosses(losses);
    const before = document.received;
    if (!document.take(seq, records)) this.#resync(link, document);
    else if (document.received === before) this.acknowledge(document, document.acked);
    this.#context.changed(document);
  }

  #bye(link: Link, { epoch }: Message<'bye'>): void {
    const document = this.#documentOf(link, epoch);
    if (!document) return;
    document.end(this.#context.clock.now());
    this.#context.changed(document);
  }

  /** The document of a message, if this link has said hello for it. */
  #documentOf({ document, tabId }: Link, epoch: string): PageDocument | undefined {
    if (document?.epoch === epoch) return document;
    this.#context.refused(tabId, 1);
    return undefined;
  }

  #precise(link: Link, { epoch, state }: Message<'precise'>): void {
    if (!this.#documentOf(link, epoch) || link.precise === state) return;
    link.precise = state;
    this.#context.precise(link.place.origin, state);
  }

  #resync(link: Link, document: PageDocument): void {
    const from = document.received + 1;
    const now = this.#context.clock.now();
    if (link.asked?.from === from && now - link.asked.atMs < RESYNC_MS) return;
    link.asked = { from, atMs: now };
    post(link.port, { kind: 'resync', epoch: document.epoch, from });
  }

  #leave(link: Link): void {
    this.#links.delete(link);
    this.#questions.left(link);
    const { document } = link;
    if (!document || this.#byDocument.get(document) !== link) return; // A newer link has taken over.
    this.#byDocument.delete(document);
    this.#context.documents.disconnect(document);
    this.#context.left();
    this.#context.changed(document);
  }
}

/** How many records of a batch the decoder had to replace by `trouble` records, so that the others keep their numbers. */
function replaced(raw: unknown, message: ToBackground): number {
  if (message.kind !== 'batch') return 0;
  const { records } = raw as typeof message;
  return message.records.filter(({ k }, index) => k === 'trouble' && records[index]?.k !== 'trouble').length;
}

function originOf({ sender }: Port): string {
  if (sender.origin !== undefined && sender.origin !== 'null') return sender.origin;
  if (!sender.url) return '';
  // about:blank and the like have no origin of their own here.
  const { origin } = new URL(sender.url);
  return origin === 'null' ? '' : origin;
}

function post(port: Port, message: ToRelay): void {
  try {
    port.postMessage(message);
  } catch {
    // The page is gone or frozen; its disconnect event or its next hello settles that.
  }
}
