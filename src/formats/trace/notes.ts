/** Counts what of a file could not be mapped. */
export interface Notes {
  /** One more of a kind, and where the first of it stands. */
  add(kind: string, where?: string): void;
  /** "3 events without a time (the first at traceEvents[7])." In order of appearance. */
  words(): readonly string[];
}

/** Notes on things of this name, after what is to be said of the file as a whole. */
export function createNotes(thing: string, before: readonly string[] = []): Notes {
  const kinds = new Map<string, { count: number; readonly where: string | undefined }>();
  return {
    add(kind, where) {
      const known = kinds.get(kind);
      if (known) known.count++;
      else kinds.set(kind, { count: 1, where });
    },
    words: () => [
      ...before,
      ...[...kinds].map(
        ([kind, { count, where }]) =>
          `${count} ${thing}${count === 1 ? '' : 's'} ${kind}${where === undefined ? '' : ` (the first at ${where})`}.`,
      ),
    ],
  };
}
