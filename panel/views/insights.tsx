import type { JSX } from 'preact';
import { type Insight, insightKey, type Severity } from '../../src/analysis/index.ts';
import { plural } from '../../src/drawing/format.ts';
import { nodeKey } from '../../src/drawing/rows.ts';
import type { Run } from '../../src/model/run.ts';
import { usePanel } from '../state/context.ts';
import { Icon, type IconName } from './icons.tsx';

/** How findings of a severity are marked. */
export const SEVERITY_LOOKS: Readonly<Record<Severity, { readonly icon: IconName; readonly word: string }>> = {
  high: { icon: 'warn', word: 'High' },
  medium: { icon: 'warn', word: 'Medium' },
  low: { icon: 'info', word: 'Low' },
  info: { icon: 'info', word: 'Note' },
};

/** Findings about the run shown: what, on what evidence, and what to do about it. Those dismissed are folded away, never lost. */
export function Insights(): JSX.Element | null {
  const { state, ui, findings } = usePanel();
  const run = state.run.value;
  if (!run || !findings.analysis.value) return null;
  const { shown, dismissed } = findings.found.value;
  const open = ui.dismissedOpen.value && dismissed.length > 0;
  return (
    <section class="card" data-view="insights" aria-labelledby="h-insights">
      <h2 id="h-insights">Insights</h2>
      {shown.length === 0 && (
        <p class="dim">
          {state.live.value
            ? 'The run still goes on.'
            : dismissed.length > 0
              ? 'Nothing else stands out in this run.'
              : 'Nothing stands out in this run.'}
        </p>
      )}
      <ul class="insights">
        {shown.map((i) => (
          <Finding key={insightKey(i, run)} insight={i} run={run} />
        ))}
      </ul>
      {dismissed.length > 0 && (
        <button
          type="button"
          class="link"
          data-action="show-dismissed"
          aria-expanded={open}
          onClick={() => (ui.dismissedOpen.value = !ui.dismissedOpen.value)}
        >
          {open ? 'Hide' : 'Show'} {plural(dismissed.length, 'dismissed finding')}
        </button>
      )}
      {open && (
        <ul class="insights">
          {dismissed.map((i) => (
            <Finding key={insightKey(i, run)} insight={i} run={run} gone />
          ))}
        </ul>
      )}
    </section>
  );
}

function Finding(props: { readonly insight: Insight; readonly run: Run; readonly gone?: boolean }): JSX.Element {
  const { state, timeline, actions } = usePanel();
  const { insight: i, run, gone = false } = props;
  const title = (id: string): string => run.nodes.find((n) => n.id === id)?.title || id;
  return (
    <li class={`insight severity-${i.severity}`} data-kind={i.kind} data-severity={i.severity}>
      <div class="insight-title">
        <Icon name={SEVERITY_LOOKS[i.severity].icon} />
        <b>{i.title}</b>
        <span class="severity">{SEVERITY_LOOKS[i.severity].word}</span>
        <button
          type="button"
          class="dismiss"
          data-action={gone ? 'undismiss' : 'dismiss'}
          aria-label={`${gone ? 'Show again' : 'Dismiss'}: ${i.title}`}
          title={gone ? 'Show this again' : 'Do not show this of this workflow any more'}
          onClick={() => void actions.dismiss(insightKey(i, run), !gone)}
        >
          <Icon name={gone ? 'check' : 'cross'} />
        </button>
      </div>
      <p>{i.evidence.text}</p>
      <p class="next">{i.nextStep}</p>
      <p class="insight-foot dim">
        {i.sure.level === 'unsure' && <span title={i.sure.why}>Not certain: {i.sure.why} </span>}
        {i.evidence.nodes.slice(0, 3).map((id) => (
          <button key={id} type="button" class="link" onClick={() => timeline.select(nodeKey({ id, instance: 0 }))}>
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
  );
}
