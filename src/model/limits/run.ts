/** What is kept of one run and of one document's runs. What goes beyond is counted in the run (`Run.omitted`) unless it says otherwise. */

/** Nodes of one graph or run: the largest recorded here has 322. */
export const graphNodes = 50_000;
/** Edges of one graph or run: four to a node. */
export const graphEdges = 200_000;
/** Executions of one node that become instances of their own; what comes after joins the last, whose `iterations` count it. */
export const firings = 2_000;
/** Executions of all nodes of one run together: as many as it may have nodes. */
export const executions = 50_000;
/** Model calls kept of one run: a fifth of its executions. */
export const calls = 10_000;
/** Times in which a run could not be seen; the newest then takes the place of the last, or joins it. As many as a file of a run may hold. */
export const gaps = 10_000;
/** Waits inside one execution; what comes after joins the last. As many as a file of a run may hold. */
export const waits = 10_000;
/** Words on one turn of an n8n node by which they are known again: a node parks and resumes a few times. */
export const turnWords = 4;
/** Workflows of one document whose graphs are remembered for runs to come; the oldest is let go, and a run of it has no graph then. */
export const graphs = 50;
/** Runs of one document that may be open (not over) at once; the oldest is cut. */
export const openRuns = 1_000;
/** What ComfyUI's stamps told of the two clocks, and its words on the queue: a minute of them around a run is looked at. */
export const comfyLags = 256;
