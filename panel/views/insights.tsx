import type { JSX } from 'preact';
import type { Severity } from '../../src/analysis/index.ts';
import { nodeKey } from '../../src/drawing/rows.ts';
import { usePanel } from '../state/context.ts';
import { Icon, type IconName } from './icons.tsx';

const LOOKS: Readonly<Record<Severity, { readonly icon: IconName; readonly word: string }>> = {
  high: { icon: 'warn', word: 'High' },
  medium: { icon: 'warn', word: 'Medium' },
  low: { icon: 'info', word: 'Low' },
  info: { icon: 'info', word: 'Note' },
};

/** Findings about the run shown: what, on what evidence, and what to do about it. */
export function Insights(): JSX.Element | null {
  const { state, findings, timeline, actions } = usePanel();
  const run = state.run.value;
  if (!run) return null;
  const list = findings.insights.value;
  const title = (id: string): string => run.nodes.find((n) => n.id === id)?.title || id;
  return (
    <section class="card" data-view="insights" aria-labelledby="h-insights">
      <h2 id="h-insights">Insights</h2>
      {list.length === 0 && (
        <p class="dim">{state.live.value ? 'The run still goes on.' : 'Nothing stands out in this run.'}</p>
      )}
      <ul class="insights">
        {list.map((i) => (
          <li key={i.kind} class={`insight severity-${i.severity}`} data-kind={i.kind} data-severity={i.severity}>
            <div class="insight-title">
              <Icon name={LOOKS[i.severity].icon} />
              <b>{i.title}</b>
              <span class="severity">{LOOKS[i.severity].word}</span>
            </div>
            <p>{i.evidence.text}</p>
            <p class="next">{i.nextStep}</p>
            <p class="insight-foot dim">
              {i.sure.level === 'unsure' && <span title={i.sure.why}>Not certain: {i.sure.why} </span>}
              {i.evidence.nodes.slice(0, 3).map((id) => (
                <button
                  key={id}
                  type="button"
                  class="link"
                  onClick={() => timeline.select(nodeKey({ id, instance: 0 }))}
                >
                  {title(id)}
                </button>
              ))}
              {i.evidence.runs
                .slice(1, 2)
                .filter((id) => state.numberOf(id) > 0)
                .map((id) => (
                  <button key={id} type="button" class="link" onClick={() => actions.showRun(id)}>
                    Run #{state.numberOf(id)}
                  </button>
                ))}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
