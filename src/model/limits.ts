/** Every bound of every queue and message on the way from page to panel, with its reason. */
export const LIMITS = {
  /** Frames the hook holds by reference until it knows whether to record (config comes from storage in a few ms). */
  heldFrames: 64,
  heldBytes: 1 << 20,
  /** A frame above this is not looked into: decoding would stall the page. NodeTool's largest seen: 0.7 MB. */
  frameBytes: 64 << 20,
  /** Longest HTTP body that is gathered from the pieces in which the page reads it; n8n's largest seen execution: 2.3 MB. */
  bodyBytes: 16 << 20,
  /** Nesting the scanners follow before they give up on a frame. */
  depth: 100,
  /** Records the hook collects before it hands them to the relay at once. */
  flushRecords: 256,
  /** Otherwise it hands them over this often. The first record goes at once. */
  flushMs: 100,
  /** Un-acked records the relay keeps for replay. At 1000 records/s this covers a worker restart of a minute. */
  ringRecords: 65_536,
  /** Records in one message to the background: about 200 KiB of JSON. */
  batchRecords: 1_000,
  /** Nodes or edges in one part of a graph record: keeps a part below 256 KiB. */
  graphPart: 1_000,
  /** Nodes and edges of one run we keep at all. */
  graphNodes: 50_000,
  graphEdges: 200_000,
  /** Reconnect: first pause and longest pause, doubling. */
  backoffMs: [100, 5_000],
  /** Firings of one node that become instances of their own, and model calls kept of one run: what comes after joins the last. */
  firings: 2_000,
  calls: 10_000,
  /** Workflows of one document whose graphs are remembered for runs to come. */
  graphs: 50,
  /** Runs of one document that may be open (not over) at once; the oldest is cut. */
  openRuns: 1_000,
  /** Spans for the browser's Performance panel in one message to a page. */
  liveSpans: 500,
} as const;
