import { isStatusOnly, type Run } from '../model/run.ts';
import { type Bottleneck, bottlenecks } from './bottlenecks.ts';
import { concurrency } from './concurrency.ts';
import { type Cpm, cpm, lengthOf } from './cpm.ts';
import { type CriticalPath, criticalPath } from './critical-path.ts';
import { drags } from './drag.ts';
import { boundWithout, engineLimit } from './engine-limit.ts';
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

/**
 * What making a node instant would take off the shortest run there could be, by id: its drag; on an engine that takes one node at a time
 * all that it worked; where only some nodes share workers, what the bound of graph and workers together (`boundWithout`) loses.
 */
function savings(net: Net, times: Cpm): ReadonlyMap<string, number> | undefined {
  if (isStatusOnly(net.run)) return undefined;
  const limit = engineLimit(net, times);
  if (limit?.serial) return workOf(net);
  if (!net.hasGraph) return undefined;
  const drag = drags(net, times);
  if (!limit) return drag;
  const bound = boundWithout(net, times.minimumUs);
  return new Map([...drag].map(([id, us]) => [id, Math.max(0, bound() - bound(id, us))]));
}

/** Working time by id. */
function workOf(net: Net): ReadonlyMap<string, number> {
  const work = new Map<string, number>();
  net.tasks.forEach((task, i) => {
    const id = net.run.nodes[task.node]?.id;
    if (id !== undefined && task.ran) work.set(id, (work.get(id) ?? 0) + lengthOf(net, i));
  });
  return work;
}
