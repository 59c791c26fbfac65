import type { JSX } from 'preact';
import { formatDuration, formatPercent, plural } from '../../src/drawing/format.ts';
import { loopWords } from '../../src/drawing/loop.ts';
import { nodeName, type Row } from '../../src/drawing/rows.ts';
import type { NodeRun, Run } from '../../src/model/run.ts';
import { usePanel } from '../state/context.ts';
import { Line } from './line.tsx';
import { ShowInPage, WouldSave } from './node-links.tsx';

/** All rounds of a loop together. */
export function LoopDetails(props: {
  readonly row: Row;
  readonly members: readonly NodeRun[];
  readonly run: Run;
}): JSX.Element {
  const { state, findings } = usePanel();
  const { row, members, run } = props;
  const bottleneck = findings.analysis.value?.bottlenecks.find((b) => b.id === row.node.id);
  return (
    <dl class="lines">
      <dt class="sel-name">{nodeName({ ...row.node, instance: 0 })}</dt>
      <dd>
        {plural(members.length, 'round')} <ShowInPage node={row.node} run={run} />
      </dd>
      <Line name="Type">
        <span class="wrap">{row.node.type || 'not known'}</span>
      </Line>
      <Line name="A round">
        <span class="num">{loopWords(members, state.nowUs.value, run.resolutionUs)}</span>
      </Line>
      {bottleneck && (
        <Line name="All rounds">
          <span class="num">{formatDuration(bottleneck.totalUs)}</span> <span class="dim">of work, </span>
          <span class="num">{formatPercent(bottleneck.share)}</span> <span class="dim">of the run</span>
        </Line>
      )}
      <WouldSave bottleneck={bottleneck} />
    </dl>
  );
}
