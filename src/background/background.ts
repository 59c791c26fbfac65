import type { Health, Settings } from '../messages/panel.ts';
import { PANEL_PORT } from '../messages/panel.ts';
import { RELAY_PORT, type ToBackground } from '../messages/relay.ts';
import { originOfUrl } from '../model/collector.ts';
import type { Result } from '../model/result.ts';
import { patternOf, withForbidden } from '../model/site.ts';
import type { Platform, Port } from '../platform/types.ts';
import type { WritableProfileStore } from '../profiler/store.ts';
import { createAlerts } from './alerts.ts';
import { createHeaders, testCollector } from './collector.ts';
import type { CreatePipeline } from './document.ts';
import { Documents, GRACE_MS } from './documents.ts';
import { healthOf } from './health.ts';
import { createKept } from './kept.ts';
import { createLiveSpans } from './live-spans.ts';
import { createOutbox, OUTBOX_ALARM } from './outbox.ts';
import { PanelSession } from './panel-session.ts';
import { createPersistence } from './persistence.ts';
import { createRefusals } from './refusals.ts';
import { Relays } from './relays.ts';
import type { Database } from './rows.ts';
import { RunStore } from './run-store.ts';
import { createSettings } from './settings.ts';
import { createSiteAccess } from './site-access.ts';
import { createThrottle } from './throttle.ts';

const PATROL = 'patrol';
const PATROL_SECONDS = 60;
const SETTLE_MS = 1_000;

export interface Parts {
  readonly database: Database;
  readonly createPipeline: CreatePipeline;
  decode(message: unknown): Result<ToBackground>;
}

export interface Background {
  /** The library's store: what is put there is kept and shown like any other run. */
  readonly store: WritableProfileStore;
  /** Resolves when everything received so far is written, or cannot be. */
  idle(): Promise<void>;
}

/**
 * Builds the background and registers its listeners; call it synchronously when the worker starts, or the browser drops the
 * event that started it.
 */
export function createBackground(platform: Platform, { database, createPipeline, decode }: Parts): Background {
  const { clock, alarms, extension } = platform;
  const settings = createSettings(platform.values);
  const headers = createHeaders(platform.values);
  const sites = createSiteAccess(
    platform.sites,
    () => collectorSite(settings.current()),
    () => settings.current().precise,
  );
  const store = new RunStore(database);
  const alerts = createAlerts({ platform, store, settings: settings.current });
  const liveSpans = createLiveSpans(
    () => settings.current().performancePanel,
    clock,
    (epoch, spans) => relays.showSpans(epoch, spans),
  );
  const documents = new Documents(database, clock, createPipeline, (run, epoch) => {
    liveSpans.show(run, epoch);
    const id = store.publish(run);
    if (id === undefined) return;
    alerts.consider(id);
    outbox.consider(id);
  });
  const refusals = createRefusals();
  const panels = new Set<PanelSession>();
  const persistence = createPersistence({
    database,
    clock,
    store,
    documents,
    kept: createKept(platform.values, clock),
    settings: settings.current,
    acknowledge: (document, upTo) => relays.acknowledge(document, upTo),
    written: () => tellHealth(),
  });
  const outbox = createOutbox({
    database,
    store,
    clock,
    alarms,
    post: platform.post,
    values: platform.values,
    settings: settings.current,
    headers: headers.current,
    changed: () => tellHealth(),
  });
  const ready = Promise.all([
    // Which sites are recorded depends on where the collector is.
    settings.load().then(() => Promise.all([alerts.load(), sites.load()])),
    headers.load(),
    persistence.load(),
  ]).then(() => {
    void outbox.load();
    if (documents.known().length > 0) keepPatrolling();
    platform.showPaused(!settings.current().recording);
  });

  function keepPatrolling(): void {
    alarms.every(PATROL, PATROL_SECONDS).catch((error: unknown) => console.error('Longpole: alarms', error));
  }

  async function patrol(): Promise<void> {
    documents.settle();
    await documents.patrol();
    persistence.prune();
    persistence.request();
    if (documents.known().length === 0) alarms.clear(PATROL);
  }

  const settle = createThrottle(clock, SETTLE_MS, () => {
    documents.settle();
    persistence.request();
    if (documents.hasOpenRuns) settle.request();
  });

  const relays = new Relays({
    documents,
    clock,
    ready,
    decode,
    config: () => ({
      kind: 'config',
      recording: settings.current().recording,
      diagnostics: settings.diagnostics(),
      ...(settings.current().mappings.length > 0 && { mappings: settings.current().mappings }),
    }),
    allows: sites.allows,
    isPrecise: sites.isPrecise,
    precise(origin, state) {
      if (state === 'forbidden') settings.set({ precise: withForbidden(settings.current().precise, origin) });
      tellHealth();
    },
    changed() {
      persistence.request();
      if (documents.hasOpenRuns) settle.request();
      for (const panel of panels) panel.placesChanged();
      tellHealth();
    },
    // As soon as a page may be taken for gone, if we live so long; the alarm comes up to a minute later.
    left: () =>
      clock.after(GRACE_MS + 1, () => void patrol().catch((e: unknown) => console.error('Longpole: patrol', e))),
    refused,
  });

  function refused(tabId: number, count: number): void {
    if (count === 0) return;
    refusals.add(tabId, count);
    tellHealth();
  }

  function tellHealth(): void {
    for (const panel of panels) panel.healthChanged();
  }

  function health(tabId: number): Health {
    return healthOf(documents.ofTab(tabId), {
      refused: refusals.of(tabId),
      sites: sites.granted(),
      storage: persistence.health(),
      outbox: outbox.status(),
      precise: relays.preciseOf(tabId),
    });
  }

  function origins(tabId: number): readonly string[] {
    const places = documents.ofTab(tabId).map(({ place }) => place);
    const top = places.filter(({ frameId }) => frameId === 0);
    return [...new Set([...top, ...places].map(({ origin }) => origin))].filter((origin) => origin !== '');
  }

  function acceptPanel(port: Port): void {
    const panel = new PanelSession(port, {
      store,
      clock,
      settings: settings.current,
      set: settings.set,
      incidents: alerts.current,
      seen: alerts.seen,
      origins,
      health,
      samples: relays.sample,
      async ready(tabId) {
        await ready;
        await documents.loadTab(tabId);
      },
      remove(ids) {
        documents.forgetRuns(ids);
        alerts.forgetRuns(ids);
        store.remove(ids);
        persistence.request();
      },
      openOptions: platform.openOptions,
      setHeaders(next) {
        headers.set(next);
        outbox.settingsChanged();
        tellHealth();
      },
      testCollector: () => testCollector(platform.post, settings.current().collector, headers.current()),
      changed: persistence.request,
      refused,
    });
    panels.add(panel);
    port.onDisconnect(() => {
      panels.delete(panel);
      panel.close();
    });
  }

  platform.onConnect((port) => {
    const { id, url = '', tabId } = port.sender;
    // Whom we serve is decided by what the browser says of the sender; the name only says what they want.
    const ours = id === extension.id;
    const isPage = url.startsWith(`${extension.origin}/`);
    if (ours && isPage && port.name === PANEL_PORT) acceptPanel(port);
    else if (ours && !isPage && tabId !== undefined && port.name === RELAY_PORT) {
      keepPatrolling();
      relays.accept(port);
    } else {
      refused(tabId ?? -1, 1);
      port.disconnect();
    }
  });

  alarms.onAlarm(async (name) => {
    await ready;
    if (name === OUTBOX_ALARM) outbox.retry();
    if (name === PATROL) await patrol();
  });

  platform.onStartup(async () => {
    await ready;
    await documents.endAbsent();
    persistence.request();
  });

  settings.onChange(() => {
    platform.showPaused(!settings.current().recording);
    relays.configure();
    persistence.prune();
    for (const panel of panels) panel.settingsChanged();
    alerts.settingsChanged();
    outbox.settingsChanged();
    void sites.reconsider();
    tellHealth();
  });

  alerts.onChange(() => {
    for (const panel of panels) panel.incidentsChanged();
  });

  sites.onChange(() => {
    relays.configure();
    tellHealth();
  });

  store.onChange(() => persistence.request());

  return {
    store,
    async idle() {
      await ready;
      await persistence.idle();
      await outbox.idle();
    },
  };
}

/** The grant for the collector, when the browser names it to the port: no page of it is recorded for that. */
function collectorSite({ collector }: Settings): string | undefined {
  return collector.url === '' ? undefined : patternOf(originOfUrl(collector.url), true);
}
