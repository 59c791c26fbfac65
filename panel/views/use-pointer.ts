import { type ReadonlySignal, type Signal, useSignal } from '@preact/signals';
import type { HTMLAttributes, RefObject } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { laneHit } from '../../src/drawing/lanes.ts';
import { ROW_HEIGHT } from '../../src/drawing/rows.ts';
import { hitTest } from '../../src/drawing/timeline.ts';
import { timeAt, type View } from '../../src/drawing/view.ts';
import type { TimelineModel } from '../state/timeline-model.ts';
import type { Ui } from '../state/ui.ts';

export interface PointerAt {
  readonly key: string;
  /** Client coordinates. */
  readonly x: number;
  readonly y: number;
}

interface Base {
  readonly view: View;
  readonly width: number;
  readonly nowUs: number;
}

type Handlers = Pick<
  HTMLAttributes<HTMLDivElement>,
  'onPointerDown' | 'onPointerMove' | 'onPointerUp' | 'onPointerLeave' | 'onPointerCancel' | 'onDblClick'
>;

/** A press that moves less than this is a click. */
const CLICK_PX = 4;

/** Mouse and pen on the bars: click selects, drag pans, double click fits the node, Ctrl+wheel zooms, Shift+wheel pans. */
export function usePointer(
  track: RefObject<HTMLDivElement | null>,
  base: ReadonlySignal<Base>,
  timeline: TimelineModel,
  ui: Ui,
): { readonly handlers: Handlers; readonly at: Signal<PointerAt | undefined> } {
  const at = useSignal<PointerAt | undefined>(undefined);

  useEffect(() => {
    const element = track.current;
    if (!element) return;
    // Not passive: the browser would zoom the page on Ctrl+wheel.
    const onWheel = (event: WheelEvent): void => {
      const { view, width } = base.peek();
      const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
      if (event.ctrlKey || event.metaKey) {
        const x = event.clientX - element.getBoundingClientRect().left;
        timeline.zoomBy(Math.exp(-event.deltaY / 200), timeAt(view, width, x));
      } else if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) timeline.panBy(sideways / width);
      else return;
      event.preventDefault();
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, []);

  const handlers = useMemo((): Handlers => {
    let press: { readonly x: number; readonly view: View; moved: boolean } | undefined;
    const rowAt = (event: PointerEvent | MouseEvent): string | undefined => {
      const rect = track.current?.getBoundingClientRect();
      if (!rect) return undefined;
      const scene = { ...base.peek(), rowHeight: ROW_HEIGHT };
      const [x, y] = [event.clientX - rect.left, event.clientY - rect.top];
      if (ui.mode.peek() === 'lanes') return laneHit({ ...scene, lanes: timeline.lanes.peek() }, x, y);
      return hitTest({ ...scene, rows: timeline.rows.peek() }, x, y)?.row.key;
    };
    const leave = (): void => {
      at.value = undefined;
      ui.hovered.value = undefined;
    };
    return {
      onPointerDown: (event) => {
        if (event.button !== 0) return;
        press = { x: event.clientX, view: base.peek().view, moved: false };
        event.currentTarget.setPointerCapture(event.pointerId);
      },
      onPointerMove: (event) => {
        if (press) {
          const dx = event.clientX - press.x;
          if (!press.moved && Math.abs(dx) < CLICK_PX) return;
          press.moved = true;
          leave();
          const { fromUs, toUs } = press.view;
          const by = (-dx / base.peek().width) * (toUs - fromUs);
          timeline.show({ fromUs: fromUs + by, toUs: toUs + by });
          return;
        }
        const key = rowAt(event);
        ui.hovered.value = key;
        at.value = key === undefined ? undefined : { key, x: event.clientX, y: event.clientY };
      },
      onPointerUp: (event) => {
        if (press && !press.moved) timeline.select(rowAt(event));
        press = undefined;
      },
      onPointerCancel: () => {
        press = undefined;
      },
      onPointerLeave: leave,
      onDblClick: (event) => {
        timeline.select(rowAt(event));
        timeline.fitNext();
      },
    };
  }, []);
  return { handlers, at };
}
