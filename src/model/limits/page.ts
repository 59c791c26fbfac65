/** What the hook holds, and what it looks at, in the page it watches: memory and time there are the page's. */

/** Frames held by reference until it is known whether to record: the configuration comes from storage in a few ms. */
export const heldFrames = 64;
/** Bytes of those together: a page that starts with large frames must not keep them because of us. */
export const heldBytes = 1 << 20;
/** Bytes of a frame that is looked into: decoding a larger one would stall the page. NodeTool's largest seen: 0.7 MB. */
export const frameBytes = 64 << 20;
/** Bytes of an HTTP body that is gathered from the pieces in which the page reads it. n8n's largest seen execution: 2.3 MB. */
export const bodyBytes = 16 << 20;
/** Nesting that the scanners follow before they give up on a frame: they call themselves, and the page's stack is the page's. */
export const depth = 100;
/** Records that are collected before they are handed to the relay at once; posting each by itself costs 4.5 times as much. */
export const flushRecords = 256;
/** Milliseconds after which they are handed over otherwise. The first record goes at once. */
export const flushMs = 50;
/** Runs known to be on, for the timer that measures lateness. It runs while there is one: which of a thousand does not matter. */
export const watchedRuns = 1_000;

/** Bytes of frames that a page with the precise clock has not handled yet; its worker then stops reading. A page's own sockets hold some MB. */
export const unhandledBytes = 32 << 20;
/** Bytes that the page has handled before it tells its worker: each time costs a message. */
export const unsaidBytes = 1 << 20;
/** Milliseconds that a frame may wait for the worker that holds its socket, at least: p90 on real pages was 10 (docs/adr/0021-precise-clock.md). */
export const workerLateMs = 20;
/** Bytes of a reason that a page may give for closing a socket: RFC 6455, 5.5. */
export const closeReasonBytes = 123;

/** Characters of a key that is read; n8n keys its maps by node name. A longer one is read as ''. */
export const keyChars = 256;
/** Characters of an id that is read whole, to be shortened without two becoming one. */
export const idChars = 4_096;
/** Values of a posted object that are counted one by one for its size, so that a large one costs no more; of a longer list the rest counts as numbers. */
export const countedValues = 10_000;
/** Short texts of MessagePack that are found again by their bytes, at a third of the cost of making them: 32 KiB of them. */
export const shortTexts = 512;
/** Characters of such a text: keys, status words and UUIDs are shorter. */
export const shortTextChars = 64;
/** Ids that one message names as the inputs of a node, or as refused; the edges of the graph tell all of them. */
export const nodeIds = 100;
/** Ids in one list of Langflow's events. */
export const langflowIds = 10_000;
/** Names of nodes remembered while one streaming answer lasts, to pair ends with starts: as many as a run may have nodes. */
export const answerNodes = 50_000;

/** Characters of an address that are compared with the pattern of a mapping. */
export const addressChars = 2_048;
/** Starts and states of a mapping's nodes; when there are more all are forgotten, and an end then has no server's start. */
export const mappedStates = 20_000;
/** Messages told of in a try-out, the newest: what fits on the screen of who writes a mapping. */
export const samples = 20;
/** Streams followed at once in a try-out; when there are more all begin anew. */
export const sampledStreams = 50;
/** Items of a list that the questions of a try-out are asked of: what follows is built like these. */
export const sampledItems = 100;
/** Values told of one message's shape: more cannot be read by a person. */
export const shapeValues = 200;
/** Keys told of one object. */
export const shapeKeys = 40;
/** Nesting told of. */
export const shapeDepth = 8;

/** Runs that a page's own measures told of; when there are more all are forgotten, and one may be told to begin again, which changes nothing. */
export const measuredRuns = 10_000;
/** Jobs of one answer of ComfyUI that are told: the page polls, and others may share the server. */
export const comfyJobs = 50;
/** Runs of which the last `progress_state` is remembered: one page follows a few at a time (Comfy Cloud). */
export const comfySnapshots = 64;
/** Characters of one node in a `progress_state` that are looked into: five ids and a few numbers. */
export const comfyNodeChars = 25_000;
/** Jobs of Langflow of which the last poll is remembered: a browser polls a few at a time. */
export const langflowJobs = 100;
/** Items of one n8n message that are looked into, some 10 us each; of what comes after only the number is known. */
export const n8nItems = 5_000;
/** Bytes of an n8n message that is read whole: 1 MiB takes some 3 ms. Largest seen: 2.2 MB of one output. */
export const n8nWholeBytes = 1 << 20;
/** Bytes of the beginning of a larger one: names and times stand there, the output behind them. */
export const n8nHeadBytes = 64 << 10;
