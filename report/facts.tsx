import type { JSX } from 'preact';
import { costWords } from '../panel/state/cost-words.ts';
import { clockWords, lengthWords } from '../panel/state/words.ts';
import { Icon, lookOfRun, StatusWord } from '../panel/views/icons.tsx';
import { type Analysis, costOf, type VerdictLine } from '../src/analysis/index.ts';
import { formatCount, formatDuration, formatPercent, formatUncertainty } from '../src/drawing/format.ts';
import { EDITOR_FACTS, nameOfEditor } from '../src/model/editor-facts.ts';
import { NO_PRICES } from '../src/model/price.ts';
import { isStatusOnly } from '../src/model/run.ts';

interface Props {
  readonly analysis: Analysis;
  readonly verdict?: VerdictLine;
}

/** How long the run took, how it ended, whether that is usual, what it is made of and what to doubt. */
export function Facts({ analysis, verdict }: Props): JSX.Element {
  const { run, summary, parallelization } = analysis;
  const { minimum, caveats } = parallelization;
  const timelineOnly = isStatusOnly(run);
  const ran = new Set(run.nodes.filter((n) => n.startUs !== undefined).map((n) => n.id)).size;
  const failed = summary.byStatus.get('error') ?? 0;
  const cost = costOf(run, NO_PRICES);
  return (
    <section aria-labelledby="h-summary">
      <h2 id="h-summary" class="sr">
        Summary
      </h2>
      <p class="headline">
        <span class="num" data-field="duration">
          {lengthWords(analysis)}
        </span>{' '}
        <StatusWord look={lookOfRun(run)} />
        {run.errorClass && <span class="tone-bad"> {run.errorClass}</span>}
      </p>
      {verdict && (
        <p class={`verdict tone-${verdict.tone}`}>
          <Icon name={verdict.tone === 'bad' ? 'warn' : verdict.tone === 'good' ? 'check' : 'info'} /> {verdict.text}
        </p>
      )}
      <dl class="facts">
        <Fact name="Editor" value={nameOfEditor(run.editor, run.editorName)}>
          {EDITOR_FACTS[run.editor].tested === 'schema' && 'not yet tested on a live server'}
        </Fact>
        <Fact
          name="Nodes"
          value={`${formatCount(ran)} of ${formatCount(summary.nodeCount)} ${timelineOnly ? 'reported' : 'ran'}`}
        >
          {failed > 0 && `${formatCount(failed)} failed`}
        </Fact>
        {!timelineOnly && (
          <>
            <Fact
              name="Queue wait"
              value={summary.queueUs === undefined ? 'not seen' : formatDuration(summary.queueUs)}
            />
            {summary.setupUs !== undefined && <Fact name="Start-up" value={formatDuration(summary.setupUs)} />}
            <Fact name="Theoretical minimum" value={minimum.known ? formatDuration(minimum.minimumUs) : 'not known'}>
              {minimum.known && `${formatPercent(minimum.efficiency)} of the run`}
            </Fact>
          </>
        )}
        {cost.measured.length > 0 && <Fact name="Cost" value={costWords(cost)} />}
        {run.cold && (
          <Fact
            name="Cold start"
            value={run.cold === 'page-load' ? 'first since the page was loaded' : 'first since the graph changed'}
          />
        )}
        <Fact name="Clock" value={clockWords(run.clock)}>
          {formatUncertainty(run.uncertaintyUs)}
        </Fact>
        <Fact name="Run" value={run.serverId || run.id} />
        {run.origin !== '' && <Fact name="Page" value={run.origin} />}
      </dl>
      {caveats.length > 0 && (
        <ul class="caveats">
          {caveats.map((words) => (
            <li key={words}>
              <Icon name="info" /> {words}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

interface FactProps {
  readonly name: string;
  readonly value: string;
  readonly children?: string | false;
}

function Fact({ name, value, children }: FactProps): JSX.Element {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>
        {value}
        {children && <span class="dim"> {children}</span>}
      </dd>
    </div>
  );
}
