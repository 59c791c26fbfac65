/** What a panel holds, and how much it asks and says at once. */

/** Full runs in the panel, those last told of: the one shown, 60 it is compared with, and what was looked at before. 500 of 300 nodes are 50 MB. */
export const fullRuns = 500;
/** Runs in one request for full ones. */
export const fetchedRuns = 20;
/** Nodes of those together: browsers refuse messages above 64 MiB, and 300 nodes are about 100 kB. */
export const fetchedNodes = 40_000;
/** Runs fetched at once for an export: what is written is let go again before the next are fetched. */
export const exportedRuns = 20;
/** Runs of a file in one message to the background. */
export const importedRuns = 20;
/** Nodes and edges of those together, for the same 64 MiB. */
export const importedParts = 60_000;
/** Nodes and edges from which a run is measured: it may be more than one message by itself. */
export const measuredParts = 50_000;
/** Characters of JSON of one run that can be passed on: a little below the 64 MiB of browsers. */
export const messageChars = 60 << 20;
/** Characters gathered before they are handed to the browser, which keeps blobs outside of the page's memory. */
export const savedChars = 4 << 20;
/** Widths of texts that are remembered; labels repeat from frame to frame; when there are more all are measured anew. */
export const textWidths = 2_000;
/** Tiles of patterns: colours come from the theme, so there are few; theme switches in a long session must not pile them up. */
export const patternTiles = 64;
/** Used commands in front of the list: more than come to mind at once would only hide its order. */
export const recentCommands = 5;
/** Characters of the filter: longer ones are pasted by mistake. */
export const filterChars = 1_000;
/** Origins of frames of the inspected page that a site may be offered for: a page that adds frames for ever must not fill the panel. */
export const frameOrigins = 100;
