import type { JSX } from 'preact';
import { Icon } from '../panel/views/icons.tsx';
import { SEVERITY_LOOKS } from '../panel/views/insights.tsx';
import { type Insight, insightKey } from '../src/analysis/index.ts';
import type { Run } from '../src/model/run.ts';

interface Props {
  readonly insights: readonly Insight[];
  readonly run: Run;
}

/** Findings about the run: what, on what evidence, what to do about it, and how sure that is. */
export function Insights({ insights, run }: Props): JSX.Element {
  return (
    <section aria-labelledby="h-insights">
      <h2 id="h-insights">Insights</h2>
      {insights.length === 0 && <p class="dim">Nothing stands out in this run.</p>}
      <ul class="insights">
        {insights.map((i) => (
          <li key={insightKey(i, run)} class={`insight severity-${i.severity}`} data-kind={i.kind}>
            <h3 class="insight-title">
              <Icon name={SEVERITY_LOOKS[i.severity].icon} />
              <span>{i.title}</span>
              <span class="severity">{SEVERITY_LOOKS[i.severity].word}</span>
            </h3>
            <p>{i.evidence.text}</p>
            <p class="next">{i.nextStep}</p>
            {i.sure.level === 'unsure' && <p class="insight-foot dim">Not certain: {i.sure.why}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}
