import { createArrayStore, createProfiler, micros } from '../src/profiler/index.ts';

let ids = 0;
const profiler = createProfiler({
  store: createArrayStore(),
  clock: () => micros(Date.now() * 1000),
  newId: () => `run-${++ids}`,
});
const graph = {
  nodes: ['load', 'resize', 'upscale', 'save'].map((id) => ({ id, type: 'demo', title: id })),
  edges: [
    ['load', 'resize', 'data'],
    ['load', 'upscale', 'data'],
    ['resize', 'save', 'data'],
    ['upscale', 'save', 'data'],
  ],
} as const;

/** Times in milliseconds after the start, as a program would measure them itself. */
function record(startMs: number, upscaleMs: number): void {
  const at = (ms: number): number => (startMs + ms) * 1000;
  const run = profiler.startRecording({ workflowId: 'photos', graph, startUs: at(0) });
  profiler.recordNodeExecution(run, { id: 'load', startUs: at(0), endUs: at(200) });
  profiler.recordNodeExecution(run, { id: 'resize', startUs: at(200), endUs: at(300) });
  profiler.recordNodeExecution(run, { id: 'upscale', startUs: at(200), endUs: at(200 + upscaleMs) });
  profiler.recordNodeExecution(run, { id: 'save', startUs: at(200 + upscaleMs), endUs: at(250 + upscaleMs) });
  profiler.endRecording(run, { endUs: at(250 + upscaleMs) });
}

record(0, 800);
record(5000, 1200);

for (const node of profiler.getBottlenecks(2)) console.log(node.title, node.workUs / 1000, 'ms');
const minimum = profiler.getParallelizationAnalysis(graph)?.minimum;
if (minimum?.known) console.log('efficiency', minimum.efficiency);
const [insight] = profiler.getPerformanceInsights(graph);
console.log(insight?.severity, '-', insight?.title);
