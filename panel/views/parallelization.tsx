import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { ConcurrencyChart } from '../charts/concurrency-chart.tsx';
import { StackChart } from '../charts/stack-chart.tsx';
import { usePanel } from '../state/context.ts';
import { ParallelFigures, type TimePart } from './parallel-figures.tsx';

/** How well the run shown used graph and engine, with its charts. */
export function Parallelization(): JSX.Element | null {
  const { findings } = usePanel();
  const analysis = findings.analysis.value;
  if (!analysis) return null;
  return (
    <ParallelFigures
      analysis={analysis}
      // While a run goes on the overview says it, and making this anew with each analysis costs frames.
      concurrency={!analysis.net.window.live && <ConcurrencyChart />}
      bar={(parts) => <Bar parts={parts} />}
    />
  );
}

function Bar({ parts }: { readonly parts: readonly TimePart[] }): JSX.Element {
  const drawn = useSignal(parts);
  drawn.value = parts;
  return <StackChart parts={drawn} />;
}
