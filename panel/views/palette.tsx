import { type Signal, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { type Command, rankCommands, recentFirst, remember } from '../state/commands.ts';
import { Dialog } from './dialog.tsx';

interface PaletteProps {
  readonly commands: readonly Command[];
  /** Ids of the commands used last; lives as long as the panel. */
  readonly recent: Signal<readonly string[]>;
  readonly onClose: () => void;
}

/** Every command by its name: what is typed narrows them down, arrow keys move, Enter runs, Escape closes. */
export function Palette({ commands, recent, onClose }: PaletteProps): JSX.Element {
  const text = useSignal('');
  const active = useSignal(0);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const able = commands.filter((c) => c.enabled);
  const offered = rankCommands(recentFirst(able, recent.value), text.value);
  const at = Math.min(active.value, offered.length - 1);
  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: 'nearest' });
  }, [at]);

  const run = (command: Command | undefined): void => {
    if (!command) return;
    // First, so that a command may open a dialog of its own.
    onClose();
    recent.value = remember(recent.peek(), command.id);
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const again = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey);
    if (by !== 0) active.value = (at + by + offered.length) % Math.max(1, offered.length);
    else if (event.key === 'Enter') run(offered[at]);
    else if (again) onClose();
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title="Commands" onClose={onClose}>
      <div class="palette" data-view="palette">
        <input
          type="text"
          autofocus
          role="combobox"
          aria-label="Command"
          aria-autocomplete="list"
          aria-expanded="true"
          aria-controls={`${id}list`}
          aria-activedescendant={at >= 0 ? `${id}${at}` : undefined}
          placeholder="What to do"
          autocomplete="off"
          spellcheck={false}
          maxLength={100}
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value;
            active.value = 0;
          }}
          onKeyDown={onKeyDown}
        />
        <div ref={list} id={`${id}list`} class="palette-list" role="listbox" aria-label="Commands">
          {offered.map((command, i) => (
            <div
              key={command.id}
              id={`${id}${i}`}
              role="option"
              class="palette-command"
              tabIndex={-1}
              aria-selected={i === at}
              data-command={command.id}
              onPointerMove={() => (active.value = i)}
              onClick={() => run(command)}
              onKeyDown={() => {}}
            >
              <span class="clip">{command.title}</span>
              <span class="dim">{command.group}</span>
              <span class="palette-keys">
                {command.keys?.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </span>
            </div>
          ))}
        </div>
        <p role="status" class="dim">
          {offered.length === 0 && 'No command that can be used now has these letters in this order.'}
        </p>
      </div>
    </Dialog>
  );
}
