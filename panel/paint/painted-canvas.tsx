import { type ReadonlySignal, signal, useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Draw } from '../../src/drawing/draw.ts';
import { paint } from './painter.ts';
import { readTheme } from './theme.ts';

/** Counts up when colours or the pixel density changed: everything painted is painted anew. */
export const repaints = signal(0);

export interface Picture {
  readonly list: readonly Draw[];
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Offset from the top of the parent, CSS pixels. */
  readonly top?: number;
}

interface CanvasProps {
  readonly picture: ReadonlySignal<Picture>;
  readonly class?: string;
}

/** A canvas that shows a picture and follows it, at most once per frame. What it shows is told elsewhere in words. */
export function PaintedCanvas({ picture, class: className }: CanvasProps): JSX.Element {
  const ref = useRef<HTMLCanvasElement>(null);
  const frame = useRef(0);
  useSignalEffect(() => {
    picture.value;
    repaints.value;
    // One that waits paints what there is by then. To put it off with each change could put it off for ever.
    if (frame.current !== 0) return;
    frame.current = requestAnimationFrame(() => {
      frame.current = 0;
      const canvas = ref.current;
      if (!canvas) return;
      // Moving and painting belong to one frame, or rows would show in the wrong place for a moment.
      const { list, width, height, top = 0 } = picture.peek();
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
      canvas.style.top = `${top}px`;
      paint(canvas, list, readTheme(canvas), width, height, devicePixelRatio || 1);
    });
  });
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  return <canvas ref={ref} class={className} />;
}
