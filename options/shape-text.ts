import type { Shape } from '../src/model/shape.ts';

/** A shape as one line of text: `{ type: text, data: { ids: [3 × text], 12 more } }`. */
export function shapeText(shape: Shape | undefined): string {
  if (!shape) return 'not readable in this format';
  if (shape.kind === 'list') {
    if (shape.length === 0) return '[]';
    return `[${shape.length} × ${shape.first ? shapeText(shape.first) : '…'}]`;
  }
  if (shape.kind !== 'map') return shape.kind === 'nil' ? 'null' : shape.kind;
  const members = shape.keys.map(([key, value]) => `${key}: ${shapeText(value)}`);
  if (shape.more > 0) members.push(`${shape.more} more`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}
