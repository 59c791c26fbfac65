import type { Run } from '../model/run.ts';
import { type Bottleneck, bottlenecks } from './bottlenecks.ts';
import { concurrency } from './concurrency.ts';
import { type Cpm, cpm, lengthOf } from './cpm.ts';
import { type CriticalPath, criticalPath } from './critical-path.ts';
import { drags } from './drag.ts';
import { engineLimit } from './engine-limit.ts';
import { buildNet, type Net, type NetOptions } from './net.ts';
import { type Parallelization, parallelization } from './parallelization.ts';
import { type Summary, summarize } from './summary.ts';

/** Everything there is to say about one run by itself. */
export interface Analysis {
  readonly run: Run;
  readonly net: Net;
  readonly summary: Summary;
  readonly cpm: Cpm;
  readonly path: CriticalPath;
  readonly bottlenecks: readonly Bottleneck[];
  readonly parallelization: Parallelization;
}

/** Analyses one run; for one that goes on, as of `options.now`. Deterministic: the same run gives the same numbers. */
export function analyse(run: Run, options: NetOptions = {}): Analysis {
  const net = buildNet(run, options);
  const times = cpm(net);
  const path = criticalPath(net);
  return {
    run: net.run,
    net,
    summary: summarize(run, options.now),
    cpm: times,
    path,
    bottlenecks: bottlenecks(net, path, savings(net, times)),
    parallelization: parallelization(net, times, path, concurrency(net)),
  };
}

/** What making a node instant would save, by id: its drag, or on an engine that takes one node at a time all that it worked. */
function savings(net: Net, times: Cpm): ReadonlyMap<string, number> | undefined {
  if (!engineLimit(net, times)?.serial) return net.hasGraph ? drags(net, times) : undefined;
  const work = new Map<string, number>();
  net.tasks.forEach((task, i) => {
    const id = net.run.nodes[task.node]?.id;
    if (id !== undefined && task.ran) work.set(id, (work.get(id) ?? 0) + lengthOf(net, i));
  });
  return work;
}
