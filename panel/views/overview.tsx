import { useComputed, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { sig3 } from '../../src/drawing/format.ts';
import { overviewDraws, viewDraws } from '../../src/drawing/overview.ts';
import { timeAt } from '../../src/drawing/view.ts';
import { isStatusOnly } from '../../src/model/run.ts';
import { PaintedCanvas } from '../paint/painted-canvas.tsx';
import { usePanel } from '../state/context.ts';
import { useSize } from './use-size.ts';

const HEIGHT = 40;

/** Strip above the timeline: nodes at once, critical path, and the part in view. Drag chooses a part, double click all. */
export function Overview(): JSX.Element {
  const { findings, timeline } = usePanel();
  const track = useRef<HTMLDivElement>(null);
  const size = useSize(track);
  const brush = useSignal<readonly [number, number] | undefined>(undefined);
  const analysis = findings.analysis.value;
  const reported = analysis !== undefined && isStatusOnly(analysis.run);
  const concurrency = analysis?.parallelization.concurrency;

  // Apart: the view moves with each turn of the wheel, the run behind it does not.
  const run = useComputed(() => {
    const a = findings.analysis.value;
    return overviewDraws({
      profile: a?.parallelization.concurrency.profile ?? [],
      path: a?.path.segments.filter((s) => s.kind === 'WORK') ?? [],
      whole: timeline.whole.value,
      width: size.value.width,
      height: HEIGHT,
    });
  });
  const picture = useComputed(() => {
    const { width } = size.value;
    const whole = timeline.whole.value;
    const [x0, x1] = brush.value ?? [0, 0];
    const dragged = Math.abs(x1 - x0) > 3;
    const view = dragged
      ? { fromUs: timeAt(whole, width, Math.min(x0, x1)), toUs: timeAt(whole, width, Math.max(x0, x1)) }
      : timeline.view.value;
    return { list: [...run.value, ...viewDraws({ whole, view, width, height: HEIGHT })], width, height: HEIGHT };
  });

  useEffect(() => {
    const element = track.current;
    if (!element) return;
    const onWheel = (event: WheelEvent): void => {
      const x = event.clientX - element.getBoundingClientRect().left;
      timeline.zoomBy(Math.exp(-event.deltaY / 200), timeAt(timeline.whole.peek(), size.peek().width, x));
      event.preventDefault();
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, []);

  const xOf = (event: PointerEvent): number => event.clientX - (track.current?.getBoundingClientRect().left ?? 0);
  return (
    <div class="overview" style={{ height: `${HEIGHT}px` }}>
      {reported ? (
        <div class="overview-text" title="Nodes that told of their work; others may have worked as well">
          <span class="dim">Reported work</span>
          <span>of nodes that tell</span>
        </div>
      ) : (
        <div class="overview-text" title="Nodes at work at the same time">
          <span class="dim">Nodes at once</span>
          <span>
            mean <b class="num">{concurrency ? sig3(concurrency.average) : '…'}</b>, peak{' '}
            <b class="num">{concurrency?.peak ?? '…'}</b>
          </span>
        </div>
      )}
      <div
        ref={track}
        class="overview-track"
        role="img"
        aria-label={reported ? 'Reported work over time' : 'Nodes at work over time, and the critical path'}
        title="Drag to look at a part, double click for the whole run"
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          brush.value = [xOf(event), xOf(event)];
        }}
        onPointerMove={(event) => {
          if (brush.value) brush.value = [brush.value[0], xOf(event)];
        }}
        onPointerUp={() => {
          const [x0, x1] = brush.value ?? [0, 0];
          brush.value = undefined;
          if (Math.abs(x1 - x0) <= 3) return;
          const whole = timeline.whole.peek();
          const { width } = size.peek();
          timeline.show({
            fromUs: timeAt(whole, width, Math.min(x0, x1)),
            toUs: timeAt(whole, width, Math.max(x0, x1)),
          });
        }}
        onPointerCancel={() => (brush.value = undefined)}
        onDblClick={() => timeline.fitAll()}
      >
        <PaintedCanvas picture={picture} />
      </div>
    </div>
  );
}
