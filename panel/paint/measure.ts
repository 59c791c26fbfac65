import type { Measure } from '../../src/drawing/draw.ts';
import { PANEL_LIMITS } from '../../src/model/limits.ts';

/** Measures text in a font; widths are remembered, because labels repeat from frame to frame. */
export function createMeasure(font: string): Measure {
  const ctx = document.createElement('canvas').getContext('2d');
  if (!ctx) return (text) => text.length * 6;
  ctx.font = font;
  const widths = new Map<string, number>();
  return (text) => {
    let width = widths.get(text);
    if (width === undefined) {
      width = ctx.measureText(text).width;
      if (widths.size >= PANEL_LIMITS.textWidths) widths.clear();
      widths.set(text, width);
    }
    return width;
  };
}
