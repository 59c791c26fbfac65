import { BACKGROUND_LIMITS } from '../model/limits.ts';
import type { ColdReason, Run } from '../model/run.ts';

/** One run of a document, in order of appearance. */
interface Entry {
  readonly id: string;
  /** Editor and workflow; '' for a run from before the page was there, which follows nothing and leads nothing. */
  readonly key: string;
  readonly hash: string;
  /** Its reason when what came before it was forgotten. */
  readonly told?: ColdReason;
}

export interface ColdLedger {
  /** Takes a run as it stands; returns the ids of runs whose reason may be another one now. */
  note(run: Run): readonly string[];
  /** Why a run was the first of its kind; undefined when it was not, or when that is not known. */
  reason(id: string): ColdReason | undefined;
  save(): unknown;
}

interface Saved {
  readonly entries: readonly Entry[];
  readonly forgot: boolean;
}

/** A clock may be this far off before a run counts as older than its page, microseconds. */
const SLACK_US = 1_000_000;

/**
 * Tells the first run of a workflow on its page, and the first after its graph changed: servers load models and fill caches then, so
 * these are not compared with the others (docs: analysis, section 6). A function of the runs and their order, however they were told.
 * `beganUs`: when the page was first heard of.
 */
export function createColdLedger(beganUs: number, saved?: unknown): ColdLedger {
  const before = saved as Saved | undefined;
  let entries: Entry[] = [...(before?.entries ?? [])];
  let forgot = before?.forgot ?? false;
  let places = new Map(entries.map((e, i) => [e.id, i]));

  const reason = (id: string): ColdReason | undefined => {
    const at = places.get(id);
    const own = at === undefined ? undefined : entries[at];
    if (at === undefined || !own || own.key === '') return undefined;
    const previous = entries.slice(0, at).findLast((e) => e.key === own.key);
    if (!previous) return forgot ? own.told : 'page-load';
    return own.hash !== '' && previous.hash !== '' && own.hash !== previous.hash ? 'graph-edit' : undefined;
  };

  const sameKey = (key: string): string[] => entries.flatMap((e) => (e.key === key ? e.id : []));

  return {
    note(run) {
      const old = entries[places.get(run.id) ?? -1];
      const startUs = run.startUs + (run.clockOffsetUs ?? 0);
      const past = startUs !== 0 && startUs + SLACK_US < beganUs;
      const key = past ? '' : JSON.stringify([run.editor, run.editorName ?? '', run.workflow.id || run.workflow.name]);
      if (old?.key === key && old.hash === run.graphHash) return [];
      // Runs of one workflow share their texts: a thousand entries with their own are 200 kB.
      const like = entries.findLast((e) => e.key === key);
      const hash = like?.hash === run.graphHash ? like.hash : run.graphHash;
      const entry: Entry = { id: run.id, key: like?.key ?? key, hash, ...(old?.told ? { told: old.told } : {}) };
      if (old) entries[places.get(run.id) as number] = entry;
      else {
        places.set(run.id, entries.length);
        entries.push(entry);
      }
      if (entries.length > BACKGROUND_LIMITS.coldRuns) {
        entries = entries.slice(-BACKGROUND_LIMITS.coldRuns / 2).map((e): Entry => {
          const told = reason(e.id);
          return told ? { ...e, told } : e;
        });
        places = new Map(entries.map((e, i) => [e.id, i]));
        forgot = true;
      }
      return [...new Set([run.id, ...sameKey(key), ...(old && old.key !== key ? sameKey(old.key) : [])])];
    },
    reason,
    save: (): Saved => ({ entries: [...entries], forgot }),
  };
}
