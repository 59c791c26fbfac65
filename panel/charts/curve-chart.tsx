import { type ReadonlySignal, useComputed, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Theme } from '../paint/theme.ts';
import { CURVE_HEIGHT, type CurveMarks, curveOptions } from './curve-options.ts';
import { type Drawing, Plot } from './plot.tsx';

interface Props extends CurveMarks {
  /** Duration of the run, microseconds, with 0, 1, ... of `points.length - 1` parts of the node's time gone. */
  readonly points: ReadonlySignal<readonly number[]>;
}

/** The what-if curve. What it shows the slider beside it says. */
export function CurveChart({ points, place, knee }: Props): JSX.Element {
  const marks = useSignal<CurveMarks>({ place, knee });
  useEffect(() => {
    marks.value = { place, knee };
  }, [place, knee]);
  const draw = useComputed(() => {
    const list = points.value;
    const at = marks.value;
    return (width: number, { colours, font }: Theme): Drawing | undefined => {
      if (list.length === 0) return undefined;
      const inks = {
        line: colours.criticalFill,
        text: colours.textDim,
        grid: colours.grid,
        mark: colours.now,
        font,
      };
      return { options: curveOptions(width, list, () => at, inks), data: [list.map((_, i) => i), [...list]] };
    };
  });
  return <Plot draw={draw} height={CURVE_HEIGHT} />;
}
