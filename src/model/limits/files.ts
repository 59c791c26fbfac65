/** What is read from files and written to them. What is above is refused, with the bound in the words, unless it says otherwise. */

/** Of a session: a quarter of a gigabyte is more than the store holds (200 MB), and a session nests 7 deep. */
export const session = {
  /** UTF-16 units of the text, packed or not. */
  size: 256 << 20,
  /** Runs: twice what the store holds. */
  runs: 20_000,
  /** Nesting. */
  depth: 32,
} as const;

/**
 * Of what is built from JSON: 6 million objects and lists are about a gigabyte of memory, as are 40 million numbers in lists. A session of
 * 500 000 nodes has 2 and 12 million.
 */
export const json = {
  /** Objects and lists. */
  containers: 6_000_000,
  /** Commas: members and items. */
  values: 40_000_000,
} as const;

/**
 * Of one run in a file: more than is kept of one, so that whatever is recorded can be exported and imported. What is larger than a message
 * between panel and background can be is shown and not kept.
 */
export const run = {
  /** Instances: those of the longest text that is read, of 180 characters each. */
  nodes: 1_500_000,
  /** Edges: twice as many. */
  edges: 3_000_000,
  /** Model calls: ten times what is recorded. */
  calls: 100_000,
  /** Waits of one node. */
  waits: 10_000,
  /** Times in which it was not seen. */
  gaps: 10_000,
} as const;

/** Of what a user may write as a mapping, so that none can make pages slow. */
export const mapping = {
  /** Mappings at once: each is asked for every frame that nobody has claimed. */
  mappings: 20,
  /** Rules of one. */
  rules: 50,
  /** Conditions of a rule. */
  conditions: 10,
  /** Words for statuses. */
  words: 100,
  /** Characters of one text. */
  text: 256,
  /** Characters of the file: all of the above fit. */
  fileChars: 200_000,
  /** `*` in an address: patterns are matched by hand, one after the other. */
  stars: 8,
  /** Steps of a path. */
  pathSteps: 16,
  /** Characters of one step. */
  pathStepChars: 64,
} as const;

/** Of what a user may write of an engine. */
export const engine = {
  /** Classes of nodes that share workers. */
  classes: 20,
  /** Node types of one class. */
  types: 200,
  /** Nodes at once. */
  capacity: 10_000,
} as const;

/** Entries of a list of prices or budgets: a person wrote them. */
export const amounts = 1_000;
/** Bytes of a file of settings: a thousand entries of at most a kilobyte each, four times over. */
export const settingsBytes = 4 << 20;
/** Problems told of one document: enough to work on; more would hide the first. */
export const problems = 50;
/** Characters looked at to tell what a text is. */
export const headChars = 64 << 10;
/** Characters of a piece in which files are written: joining costs nothing then, and it is small beside any file. */
export const pieceChars = 64 << 10;
/** Nesting of one row of a capture: only worker messages of old captures nest at all, inside a string. */
export const captureDepth = 100;

/** Of a trace that is read. */
export const trace = {
  /** Events: of 128 characters each they fill the largest text. */
  events: 2_000_000,
  /** Nesting: arguments of events are whatever a program put there. */
  depth: 64,
} as const;
/** Arrows drawn of one run in a trace: viewers choke on more, and nobody sees them. */
export const traceArrows = 50_000;
/** Edges in one event of a trace. */
export const traceEdges = 500;

/** Of an OTLP file that is read. */
export const otlp = {
  /** Spans: of 128 characters each they fill the largest text. */
  spans: 2_000_000,
  /** Nesting: values of attributes nest as they like. */
  depth: 64,
  /** Events or links of one span; what comes after is passed over. */
  entries: 100_000,
} as const;
/** Bars in a chart of Markdown, the longest: more cannot be read, and the text says how many are left out. */
export const ganttBars = 60;
