import { useSignal, useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { wrongLength } from '../../src/analysis/index.ts';
import { speakDuration } from '../../src/drawing/format.ts';
import { isOver } from '../../src/model/run.ts';
import { usePanel } from '../state/context.ts';
import { lookOfRun } from './icons.tsx';

/** Tells a screen reader politely when the run shown begins and ends; nothing in between. */
export function Announcer(): JSX.Element {
  const { state } = usePanel();
  const words = useSignal('');
  const last = useRef<{ readonly id: string; readonly over: boolean } | undefined>(undefined);
  useSignalEffect(() => {
    const head = state.head.value;
    if (!head) return;
    const over = isOver(head.status);
    const before = last.current;
    last.current = { id: head.id, over };
    const number = state.numberOf(head.id);
    if (before?.id !== head.id) {
      if (!over) words.value = `Run ${number} started`;
    } else if (!before.over && over) {
      const took =
        head.endUs === undefined || wrongLength(head) ? '' : ` after ${speakDuration(head.endUs - head.startUs)}`;
      words.value = `Run ${number} ${lookOfRun(head).word}${took}`;
    }
  });
  return (
    <div class="sr" role="status" aria-live="polite" data-view="announcer">
      {words.value}
    </div>
  );
}
