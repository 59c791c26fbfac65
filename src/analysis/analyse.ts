import type { Run } from '../model/run.ts';
import { type Bottleneck, bottlenecks } from './bottlenecks.ts';
import { concurrency } from './concurrency.ts';
import { type Cpm, cpm } from './cpm.ts';
import { type CriticalPath, criticalPath } from './critical-path.ts';
import { modelOf, type RunModel } from './model-run.ts';
import { buildNet, type Net, type NetOptions } from './net.ts';
import { type Parallelization, parallelization } from './parallelization.ts';
import { type Savings, savingsOf } from './savings.ts';
import { type Summary, summarize } from './summary.ts';

/** Everything there is to say about one run by itself. */
export interface Analysis {
  readonly run: Run;
  readonly net: Net;
  readonly summary: Summary;
  readonly cpm: Cpm;
  readonly path: CriticalPath;
  readonly savings: Savings;
  /** What to fix first, first. */
  readonly bottlenecks: readonly Bottleneck[];
  readonly parallelization: Parallelization;
  /** The run as the simulator needs it; made when first asked for. */
  model(): RunModel;
}

/** Analyses one run; for one that goes on, as of `options.now`. Deterministic: the same run gives the same numbers. */
export function analyse(run: Run, options: NetOptions = {}): Analysis {
  const net = buildNet(run, options);
  const times = cpm(net);
  const path = criticalPath(net);
  let made: RunModel | undefined;
  const model = (): RunModel => {
    made ??= modelOf(net);
    return made;
  };
  const savings = savingsOf(net, times, model);
  return {
    run: net.run,
    net,
    summary: summarize(run, options.now),
    cpm: times,
    path,
    savings,
    bottlenecks: bottlenecks(
      net,
      path,
      savings.known ? savings.byId : undefined,
      savings.known && savings.basis !== 'work' ? times.totalFloat : undefined,
    ),
    parallelization: parallelization(net, times, path, concurrency(net)),
    model,
  };
}
