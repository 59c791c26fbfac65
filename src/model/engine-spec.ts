/** A class of workers of an engine, as the user may set it. */
export interface WorkerSpec {
  readonly name: string;
  /** How many nodes of this class run at once; null: as many as are ready. */
  readonly capacity: number | null;
  /** Node types of this class; `*` stands for any characters. */
  readonly types: readonly string[];
}

/** What an engine can run at once: a node belongs to the first class that has a pattern for its type; the last has `*`. */
export interface EngineSpec {
  readonly classes: readonly WorkerSpec[];
}
