import { createMappedEditor } from '../src/editors/custom/mapped.ts';
import { createSampler, samplingEditor, watchedBy } from '../src/editors/custom/sampler.ts';
import type { PageEditor } from '../src/editors/editor.ts';
import type { Mapping } from '../src/model/mapping.ts';
import type { Sample } from '../src/model/shape.ts';
import type { Micros } from '../src/model/time.ts';

/** The editors that frames are shown to. */
export interface KnownEditors {
  /**
   * The user's own, the built-in ones, then whoever tries a mapping out: always this same array, so that connections which
   * nobody has claimed yet know of a change at once. Those that are claimed stay with their editor.
   */
  readonly editors: readonly PageEditor[];
  /** Types of server-sent events that any of them wants; the same array as well. */
  readonly eventTypes: readonly string[];
  configure(mappings: readonly Mapping[]): void;
  /** What the last messages were built like, for a try-out of this mapping. */
  sample(mapping: Mapping | undefined): readonly Sample[];
}

export function createKnownEditors(builtIn: readonly PageEditor[], now: () => Micros): KnownEditors {
  const sampler = createSampler();
  const last = samplingEditor(sampler, now);
  const editors: PageEditor[] = [];
  const eventTypes: string[] = [];
  /** By their text: what an editor remembers must survive a configuration that says the same again. */
  let mapped = new Map<string, PageEditor>();

  function configure(mappings: readonly Mapping[]): void {
    const before = mapped;
    mapped = new Map();
    for (const mapping of mappings) {
      const text = JSON.stringify(mapping);
      const editor = before.get(text) ?? made(mapping);
      if (editor) mapped.set(text, editor);
    }
    editors.splice(0, editors.length, ...mapped.values(), ...builtIn, last);
    eventTypes.splice(0, eventTypes.length, ...new Set(editors.flatMap((editor) => editor.eventTypes ?? [])));
  }

  /** Undefined for what is no mapping after all: it costs itself only. */
  function made(mapping: Mapping): PageEditor | undefined {
    try {
      return watchedBy(sampler, createMappedEditor(mapping));
    } catch {
      return undefined;
    }
  }

  configure([]);
  return {
    editors,
    eventTypes,
    configure,
    sample(mapping) {
      try {
        return sampler.ask(mapping, now());
      } catch {
        return [];
      }
    },
  };
}
