/** What a new mapping begins with: an editor that says over a socket when runs and nodes begin and end. */
export const MAPPING_TEMPLATE = `{
  "version": 1,
  "name": "My editor",
  "match": { "transport": ["websocket"], "url": "localhost:8000/*" },
  "format": "json",
  "messages": [
    { "when": { "type": "run_started" }, "event": "run-start", "run": "run_id", "workflow": "workflow_id" },
    { "when": { "type": "node_started" }, "event": "node-start", "run": "run_id", "node": "node_id" },
    { "when": { "type": "node_finished" }, "event": "node-end", "run": "run_id", "node": "node_id" },
    { "when": { "type": "run_finished" }, "event": "run-end", "run": "run_id" }
  ]
}
`;
