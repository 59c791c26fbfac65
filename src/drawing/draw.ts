/**
 * A draw list: what to paint, in order, in CSS pixels. Pure data, so that layout is tested without a canvas and the same
 * list can become SVG. Colours are named by meaning; a theme turns them into colours when they are painted.
 */
export type Ink =
  | 'ground'
  | 'grid'
  | 'gridStrong'
  | 'row.selected'
  | 'row.edge'
  | 'row.hover'
  | 'bar.success'
  | 'bar.running'
  | 'bar.error'
  | 'bar.cached'
  | 'bar.cancelled'
  | 'bar.other'
  | 'heat.0'
  | 'heat.1'
  | 'heat.2'
  | 'heat.3'
  | 'heat.4'
  | 'critical'
  | 'criticalFill'
  | 'wait'
  | 'waitInput'
  | 'ghost'
  | 'link'
  | 'now'
  | 'text'
  | 'textDim'
  | 'textOnBar'
  | 'whisker'
  | 'area'
  | 'veil'
  | 'frame'
  | 'gap';

export type Pattern = 'diagonal' | 'dots' | 'stripes' | 'cross';

export type Draw =
  | {
      readonly op: 'rect';
      readonly x: number;
      readonly y: number;
      readonly w: number;
      readonly h: number;
      readonly ink: Ink;
      readonly r?: number;
    }
  | {
      readonly op: 'pattern';
      readonly x: number;
      readonly y: number;
      readonly w: number;
      readonly h: number;
      readonly ink: Ink;
      readonly pattern: Pattern;
    }
  | {
      readonly op: 'box';
      readonly x: number;
      readonly y: number;
      readonly w: number;
      readonly h: number;
      readonly ink: Ink;
      readonly width: number;
      readonly dash?: true;
      readonly r?: number;
    }
  /** Points `[x0, y0, x1, y1, ...]`. */
  | {
      readonly op: 'line';
      readonly points: readonly number[];
      readonly ink: Ink;
      readonly width: number;
      readonly dash?: true;
    }
  | { readonly op: 'area'; readonly points: readonly number[]; readonly ink: Ink }
  | {
      readonly op: 'text';
      readonly x: number;
      readonly y: number;
      readonly text: string;
      readonly ink: Ink;
      readonly align: 'left' | 'right' | 'center';
      readonly bold?: true;
    };

/** Width of a text in the panel's small font, CSS pixels. The painter measures; tests pass a rule of thumb. */
export type Measure = (text: string) => number;

const n = (v: number): string => String(Math.round(v * 10) / 10);

function describeOne(d: Draw): string {
  switch (d.op) {
    case 'text':
      return `text ${n(d.x)},${n(d.y)} ${d.align} ${d.ink}${d.bold ? ' bold' : ''} "${d.text}"`;
    case 'line':
    case 'area':
      return `${d.op} ${d.points.map(n).join(' ')} ${d.ink}${d.op === 'line' && d.dash ? ' dash' : ''}`;
    case 'pattern':
      return `pattern ${n(d.x)},${n(d.y)} ${n(d.w)}x${n(d.h)} ${d.ink} ${d.pattern}`;
    case 'box':
      return `box ${n(d.x)},${n(d.y)} ${n(d.w)}x${n(d.h)} ${d.ink}${d.dash ? ' dash' : ''}`;
    case 'rect':
      return `rect ${n(d.x)},${n(d.y)} ${n(d.w)}x${n(d.h)} ${d.ink}`;
  }
}

/** One line a primitive, numbers to a tenth of a pixel: what snapshot tests compare. */
export function describe(list: readonly Draw[]): string {
  return list.map(describeOne).join('\n');
}
