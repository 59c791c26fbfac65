/** Records on their way from page to background, and what one message may hold. */

/** Records not acknowledged yet that the relay keeps for replay: at 1000 records/s they cover a worker restart of a minute. */
export const ringRecords = 65_536;
/** The last records that the page keeps although the background has them, while its disk fails: half the ring, so that the other half is for those on their way. */
export const unsavedRecords = 32_768;
/** Records in one message to the background: about 200 KiB of JSON. */
export const batchRecords = 1_000;
/** Nodes or edges in one part of a graph record: keeps a part below 256 KiB. */
export const graphPart = 1_000;
/** Characters of an id in a record: longer ones keep their beginning and a hash. UUIDs have 36. */
export const recordIdChars = 128;
/** Characters of a label in a record: a title is shown in one line. */
export const recordLabelChars = 256;
/** Milliseconds between attempts to reconnect: the first pause and the longest, doubling. */
export const backoffMs = [100, 5_000] as const;
/** Spans for the browser's Performance panel in one message to a page. */
export const liveSpans = 500;
/** Records in the log of a page that is troubleshot: more would not fit into a bug report. What is left out is counted. */
export const diagnosticsRecords = 100_000;
/** Characters of a question about a mapping: it names conditions or up to 100 status words of 256 characters. */
export const questionChars = 40_000;
