import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { formatAgo, formatDuration } from '../../src/drawing/format.ts';
import { nameOfEditor } from '../../src/model/editor-facts.ts';
import { isOver, type RunHead } from '../../src/model/run.ts';
import { usePanel } from '../state/context.ts';
import { runLength, workflowName } from '../state/words.ts';
import { Icon, lookOfRun, StatusWord } from './icons.tsx';
import { lastLengths, Sparkline } from './sparkline.tsx';

/** Duration of a run as its head tells it; of a going run, so far. */
function lengthOf(head: RunHead, nowUs: number): string {
  if (head.endUs !== undefined) return runLength(head);
  return isOver(head.status) || head.status === 'queued' ? '' : formatDuration(Math.max(0, nowUs - head.startUs));
}

function editorOf({ editor, editorName }: RunHead): string {
  return nameOfEditor(editor, editorName);
}

/** Which run is shown: a button that opens a list. Arrow keys move, Enter takes, Escape leaves. */
export function RunPicker(): JSX.Element {
  const { state } = usePanel();
  const open = useSignal(false);
  const button = useRef<HTMLButtonElement>(null);
  const head = state.head.value;
  const newest = state.listed.value[0];
  const close = (): void => {
    open.value = false;
    button.current?.focus();
  };
  if (!head) return <span class="tool-text dim">No runs yet</span>;
  return (
    <div class="picker" data-view="runs" data-statuses={state.listed.value.map((r) => r.status).join(' ')}>
      <button
        ref={button}
        type="button"
        class="tool picker-button"
        aria-haspopup="listbox"
        aria-expanded={open.value}
        title="Choose the run to look at"
        onClick={() => (open.value = !open.value)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
          event.preventDefault();
          open.value = true;
        }}
      >
        <span class="run-number">Run #{state.numberOf(head.id)}</span>
        <span class="run-name">{workflowName(head.workflow)}</span>
        <StatusWord look={lookOfRun(head)} />
        <span class="num">{lengthOf(head, state.nowUs.value)}</span>
        <Sparkline lengths={lastLengths(head, state.listed.value)} />
        {head.pinned && <Icon name="pin" />}
        <Icon name="down" class="dim" />
      </button>
      {newest && newest.id !== head.id && !isOver(newest.status) && (
        <button type="button" class="tool link" onClick={() => (state.chosen.value = undefined)}>
          Run #{state.numberOf(newest.id)} is going: show
        </button>
      )}
      {open.value && <RunList onClose={close} current={head.id} />}
    </div>
  );
}

function RunList({ onClose, current }: { readonly onClose: () => void; readonly current: string }): JSX.Element {
  const { state, actions } = usePanel();
  const active = useSignal(current);
  const list = useRef<HTMLDivElement>(null);
  const runs = state.listed.value;
  useEffect(() => {
    const box = list.current;
    box?.focus();
    const outside = (event: PointerEvent): void => {
      if (box && event.target instanceof Node && !box.parentElement?.contains(event.target)) onClose();
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, []);
  useEffect(() => {
    list.current?.querySelector('[data-active="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [active.value]);

  const take = (id: string): void => {
    actions.showRun(id);
    onClose();
  };
  const move = (by: number): void => {
    const at = runs.findIndex((r) => r.id === active.value);
    const next = runs[Math.min(Math.max(at + by, 0), runs.length - 1)];
    if (next) active.value = next.id;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const steps: Record<string, number> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: 10,
      PageUp: -10,
      Home: -runs.length,
      End: runs.length,
    };
    const step = steps[event.key];
    if (step !== undefined) move(step);
    else if (event.key === 'Enter' || event.key === ' ') take(active.value);
    else if (event.key === 'Escape' || event.key === 'Tab') onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const nowUs = state.host.clock.now() * 1000;
  const several = new Set(runs.map(editorOf)).size > 1;
  return (
    <div class="popover">
      <div
        ref={list}
        class="run-list"
        role="listbox"
        aria-label="Runs, newest first"
        tabIndex={0}
        aria-activedescendant={`run-${active.value}`}
        onKeyDown={onKeyDown}
      >
        {runs.map((r) => (
          <div
            key={r.id}
            id={`run-${r.id}`}
            role="option"
            class={`run-option ${several ? 'several' : ''}`}
            tabIndex={-1}
            aria-selected={r.id === current}
            data-active={r.id === active.value}
            onPointerMove={() => (active.value = r.id)}
            onClick={() => take(r.id)}
            onKeyDown={onKeyDown}
          >
            <span class="run-number">#{state.numberOf(r.id)}</span>
            <StatusWord look={lookOfRun(r)} />
            <span class="run-name" title={r.workflow.id}>
              {workflowName(r.workflow)}
            </span>
            {several && <span class="run-editor dim">{editorOf(r)}</span>}
            <span class="num">{lengthOf(r, nowUs)}</span>
            <span class="dim ago">{formatAgo(nowUs - r.startUs)}</span>
            <span class="pin-slot">{r.pinned && <Icon name="pin" />}</span>
          </div>
        ))}
      </div>
      {state.elsewhere.value > 0 && (
        <label class="popover-foot">
          <input
            type="checkbox"
            checked={state.everywhere.value}
            onChange={(e) => (state.everywhere.value = e.currentTarget.checked)}
          />
          Also list runs of other sites ({state.elsewhere.value})
        </label>
      )}
    </div>
  );
}
