import type { Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { formatBytes, formatDuration, formatUncertainty, plural } from '../../src/drawing/format.ts';
import { loopWords } from '../../src/drawing/loop.ts';
import { bareName, nodeName } from '../../src/drawing/rows.ts';
import { usePanel } from '../state/context.ts';
import { waitReasons } from '../state/path-waits.ts';
import { waitedBefore } from '../state/speak.ts';
import { nodeSpan } from '../state/words.ts';
import { nodeLook, StatusWord } from './icons.tsx';
import type { PointerAt } from './use-pointer.ts';

/** What lies under the pointer in the timeline. The same is in the row's name for those who have no pointer. */
export function Tooltip({ at }: { readonly at: Signal<PointerAt | undefined> }): JSX.Element | null {
  const { state, findings, timeline } = usePanel();
  const ref = useRef<HTMLDivElement>(null);
  const point = at.value;
  useLayoutEffect(() => {
    const box = ref.current;
    if (!box || !point) return;
    // Beside the pointer, turned to the other side where the panel ends.
    const { offsetWidth: w, offsetHeight: h } = box;
    const x = point.x + 14 + w > innerWidth ? Math.max(4, point.x - w - 10) : point.x + 14;
    const y = point.y + 18 + h > innerHeight ? Math.max(4, point.y - h - 10) : point.y + 18;
    box.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
  });
  const { rows, placeOf, nodes } = timeline.layout.value;
  const row = point && rows[placeOf.get(point.key) ?? -1];
  const run = state.run.value;
  if (!row || !run) return null;
  const node = nodes.get(point.key) ?? row.node;
  if (row.fold?.what === 'loop' && row.key === point.key) {
    return (
      <div ref={ref} class="tooltip" aria-hidden="true">
        <div class="tooltip-head">
          <b>{bareName(node)}</b> {plural(row.fold.count, 'round')}
        </div>
        <div>{loopWords(row.fold.members, state.nowUs.value, run.resolutionUs)}</div>
        <div class="dim">double click or Enter to open</div>
      </div>
    );
  }
  const reasons = findings.analysis.value ? waitReasons(findings.analysis.value, run.nodes.indexOf(node)) : [];
  const now = state.nowUs.value;
  const waited = waitedBefore(node, now);
  const expected = node.startUs === undefined ? findings.expected.value.get(point.key) : undefined;
  return (
    <div ref={ref} class="tooltip" aria-hidden="true">
      <div class="tooltip-head">
        <b>{nodeName(node)}</b> <StatusWord look={nodeLook(node.status)} />
      </div>
      <div class="dim">{node.type}</div>
      {node.startUs !== undefined && (
        <div>
          <b class="num">{nodeSpan({ ...node, startUs: node.startUs }, run, now)}</b> from{' '}
          <span class="num">{formatDuration(node.startUs - run.startUs)}</span>{' '}
          <span class="dim num">{formatUncertainty(node.uncertaintyUs)}</span>
        </div>
      )}
      {node.startUs === undefined && row.kind === 'ghost' && <div>Its turn has not come yet</div>}
      {expected && (
        <div>
          expected in <span class="num">{formatDuration(Math.max(0, expected.startUs - now))}</span>, for about{' '}
          <span class="num">{formatDuration(expected.endUs - expected.startUs)}</span>{' '}
          <span class="dim">(as past runs went on)</span>
        </div>
      )}
      {waited.inputUs > 0 && <div>waited {formatDuration(waited.inputUs)} for its inputs</div>}
      {waited.readyUs > 0 && <div>ready {formatDuration(waited.readyUs)} before it began</div>}
      {waited.heldUs > 0 && <div>held back for {formatDuration(waited.heldUs)}</div>}
      {reasons.map((words) => (
        <div key={words}>waited {words}</div>
      ))}
      {findings.critical.value.has(point.key) && <div class="critical-text">on the critical path</div>}
      {node.progress && (
        <div>
          progress {node.progress.done} of {node.progress.total}
        </div>
      )}
      {node.bytes !== undefined && <div>result {formatBytes(node.bytes)}</div>}
      {node.errorClass && <div class="tone-bad">{node.errorClass}</div>}
    </div>
  );
}
