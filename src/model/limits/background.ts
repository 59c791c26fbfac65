/** What the background worker holds in memory and in small settings. */

/** Records between two checkpoints of a document: to rebuild it takes a few ms then. */
export const checkpointRecords = 2_000;
/** Finished runs of a document that may still be corrected; older ones are only in the store, or each checkpoint would write them all again. */
export const finishedRuns = 16;
/**
 * Runs of a document that late news must not bring back, the newest: news of a run come within minutes of it. With 10 000 a page that
 * ran for an hour, 12 runs a minute, was still filling this, and the worker's heap grew by 8 % with the ledger below.
 */
export const goneRuns = 256;
/** Documents that have ended and may come back from the back/forward cache; the oldest is forgotten, and told as lost records if it does. */
export const endedDocuments = 1_000;
/** Tabs whose refused messages are counted, the newest. */
export const refusedTabs = 1_000;
/** Runs of a document in the ledger of first runs; of what came before the oldest nothing is known. */
export const coldRuns = 1_000;
/** Runs that a panel is known to have in full; a change to any other is sent in full again. */
export const sentRuns = 64;
/** Runs of which it is known what the Performance panel was shown; older ones are over. */
export const shownRuns = 64;
/** Runs that wait for the collector; the oldest is dropped, and counted. */
export const waitingRuns = 500;
/** Characters read of what the collector answers: a few words, or nobody's business. */
export const answerChars = 2_000;
/** Runs before it that a finished run is graded by; as many as are looked through for a change of level. */
export const relatedRuns = 60;
/** Runs one import may bring: as many as a session file may hold. */
export const importedRuns = 20_000;
/** Incidents kept; the oldest is let go. */
export const incidents = 100;
/** Findings that the user dismissed; the oldest comes back. */
export const dismissed = 1_000;
/** Characters of the key of one. */
export const dismissedChars = 64;
/** Sites in a setting. */
export const sites = 1_000;
/** Characters of an address in a setting: one line. */
export const urlChars = 2_048;
/** Headers sent to the collector: a key, a tenant, and some to spare. */
export const headers = 8;
/** Characters of one: a token with all its claims. */
export const headerChars = 4_096;
