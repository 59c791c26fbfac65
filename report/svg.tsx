/** A draw list as SVG: sharp on paper at any size, and its colours follow the theme by themselves. */
import type { JSX } from 'preact';
import { INKS } from '../panel/paint/theme.ts';
import type { Draw, Ink, Pattern } from '../src/drawing/draw.ts';

interface Props {
  readonly list: readonly Draw[];
  /** Of its patterns' ids: once in the page. */
  readonly name: string;
}

/** The shapes of a list, to stand inside an `<svg>`. */
export function Drawing({ list, name }: Props): JSX.Element {
  const patterns = new Map<string, readonly [Pattern, Ink]>();
  for (const d of list) if (d.op === 'pattern') patterns.set(`${name}-${d.pattern}-${d.ink}`, [d.pattern, d.ink]);
  return (
    <>
      {patterns.size > 0 && (
        <defs>
          {[...patterns].map(([id, [pattern, ink]]) => (
            <Tile key={id} id={id} pattern={pattern} ink={ink} />
          ))}
        </defs>
      )}
      {list.map((d, i) => (
        // Shapes have no identity of their own; a list is replaced as a whole.
        <Shape key={i} draw={d} name={name} />
      ))}
    </>
  );
}

const colour = (ink: Ink): string => `var(${INKS[ink]})`;

function Shape({ draw: d, name }: { readonly draw: Draw; readonly name: string }): JSX.Element {
  switch (d.op) {
    case 'rect':
      return <rect x={d.x} y={d.y} width={d.w} height={d.h} rx={d.w >= 4 ? d.r : undefined} fill={colour(d.ink)} />;
    case 'pattern':
      return <rect x={d.x} y={d.y} width={d.w} height={d.h} fill={`url(#${name}-${d.pattern}-${d.ink})`} />;
    case 'box':
      return (
        <rect
          x={d.x + d.width / 2}
          y={d.y + d.width / 2}
          width={Math.max(0, d.w - d.width)}
          height={Math.max(0, d.h - d.width)}
          rx={d.r}
          fill="none"
          stroke={colour(d.ink)}
          stroke-width={d.width}
          stroke-dasharray={d.dash && '3 2'}
        />
      );
    case 'line':
      return (
        <polyline
          points={d.points.join(' ')}
          fill="none"
          stroke={colour(d.ink)}
          stroke-width={d.width}
          stroke-dasharray={d.dash && '3 3'}
        />
      );
    case 'area':
      return <polygon points={d.points.join(' ')} fill={colour(d.ink)} />;
    case 'text':
      return (
        <text
          x={d.x}
          y={d.y + 0.5}
          fill={colour(d.ink)}
          text-anchor={d.align === 'left' ? 'start' : d.align === 'right' ? 'end' : 'middle'}
          font-weight={d.bold ? 600 : undefined}
        >
          {d.text}
        </text>
      );
  }
}

/** Side of a pattern's tile: as the panel's painter has it. */
const TILE = 6;

function Tile({
  id,
  pattern,
  ink,
}: {
  readonly id: string;
  readonly pattern: Pattern;
  readonly ink: Ink;
}): JSX.Element {
  // Drawn over the corners too, so that the tile repeats without seams.
  const slant = (up: boolean): string =>
    [-1, 0, 1]
      .map(
        (d) => `M${(d - 0.25) * TILE} ${(up ? 1.25 : -0.25) * TILE}L${(d + 1.25) * TILE} ${(up ? -0.25 : 1.25) * TILE}`,
      )
      .join('');
  return (
    <pattern id={id} width={TILE} height={TILE} patternUnits="userSpaceOnUse">
      <g fill={colour(ink)} stroke={colour(ink)} opacity="0.42" stroke-width="0">
        {(pattern === 'diagonal' || pattern === 'cross') && <path d={slant(true)} stroke-width={TILE / 5} />}
        {pattern === 'cross' && <path d={slant(false)} stroke-width={TILE / 5} />}
        {pattern === 'stripes' && <rect width={TILE / 3} height={TILE} />}
        {pattern === 'dots' && <rect x={TILE / 4} y={TILE / 4} width={TILE / 2.5} height={TILE / 2.5} />}
      </g>
    </pattern>
  );
}
