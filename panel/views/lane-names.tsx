import type { JSX } from 'preact';
import { plural } from '../../src/drawing/format.ts';
import { bareName, ROW_HEIGHT } from '../../src/drawing/rows.ts';
import { usePanel } from '../state/context.ts';

/** Names told of one lane. */
const TOLD = 3;

/** Beside the lanes: how many nodes each holds, and the first of them. What they are is in the table for those who cannot see. */
export function LaneNames(props: { readonly range: { readonly first: number; readonly last: number } }): JSX.Element {
  const { timeline } = usePanel();
  const { first, last } = props.range;
  const lanes = timeline.lanes.value;
  return (
    <ul class="tl-names" aria-label={`${plural(lanes.length, 'lane')}, as many as nodes were at work at once`}>
      {lanes.slice(first, last).map((lane, offset) => {
        const i = first + offset;
        const names = lane.slice(0, TOLD).map(bareName).join(', ');
        return (
          <li
            key={i}
            class="row-name lane"
            style={{ top: `${i * ROW_HEIGHT}px`, height: `${ROW_HEIGHT}px` }}
            title={`${plural(lane.length, 'node')}: ${names}${lane.length > TOLD ? ', …' : ''}`}
          >
            <span class="row-mark num">{i + 1}</span>
            <span class="row-title">
              <span class="clip dim">{names}</span>
            </span>
            <span class="row-type num">{lane.length > TOLD ? `+${lane.length - TOLD}` : ''}</span>
          </li>
        );
      })}
    </ul>
  );
}
