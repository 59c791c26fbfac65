/** What lies in the database, and what of it is in memory. Runs beyond these are removed, oldest first; pinned ones stay. */

/** Runs: all their heads are read at every start of the worker, twice a minute on an idle page. */
export const runs = 10_000;
/** Characters of JSON of full runs at hand beyond those that are not stored yet. */
export const cacheBytes = 32 << 20;
/** Characters of JSON of all runs, unless the user says otherwise: 2 000 runs of 300 nodes. */
export const keptBytes = 200 << 20;
/** The least that makes sense there: ten runs of 300 nodes. */
export const leastKeptBytes = 1 << 20;
/** The most that the user may say: a digit too many must not fill the disk. */
export const mostKeptBytes = 10 * 2 ** 30;
/** Runs of one workflow, unless the user says otherwise: three times what a run is graded by, and more. */
export const runsPerWorkflow = 200;
/** The most that the user may say: all there may be. */
export const mostRunsPerWorkflow = 10_000;
