import type { JSX } from 'preact';
import { isStatusOnly, type NodeStatus, type RunHead, type RunStatus } from '../../src/model/run.ts';

/** Strokes on a 12 x 12 grid; colour comes from the text around. */
const PATHS = {
  check: 'M2 6.5 5 9.5 10 3',
  cross: 'M3 3 9 9M9 3 3 9',
  stop: 'M6 1.8A4.2 4.2 0 1 1 6 10.2 4.2 4.2 0 1 1 6 1.8M3.2 8.8 8.8 3.2',
  play: 'M4 2.5 9.5 6 4 9.5Z',
  pause: 'M4 2.5V9.5M8 2.5V9.5',
  clock: 'M6 1.5A4.5 4.5 0 1 1 6 10.5 4.5 4.5 0 1 1 6 1.5M6 3.5V6L8 7.5',
  cut: 'M1.5 6H4M8 6H10.5M5 3 7 9',
  dot: 'M6 5.4A.6.6 0 1 1 6 6.6 .6.6 0 1 1 6 5.4',
  ring: 'M6 2.2A3.8 3.8 0 1 1 6 9.8 3.8 3.8 0 1 1 6 2.2',
  skip: 'M2.5 3 6 6 2.5 9M6.5 3 10 6 6.5 9',
  down: 'M3 4.5 6 7.5 9 4.5',
  right: 'M4.5 3 7.5 6 4.5 9',
  pin: 'M4 1.5H8M4.7 1.5V5.2L3 7.5H9L7.3 5.2V1.5M6 7.5V11',
  trash: 'M2 3.5H10M4.5 3.5V2H7.5V3.5M3 3.5 3.6 10.5H8.4L9 3.5',
  save: 'M6 1.5V7.5M3.5 5 6 7.5 8.5 5M2 10H10',
  open: 'M6 7.5V1.5M3.5 4 6 1.5 8.5 4M2 10H10',
  warn: 'M6 1.5 11 10.5H1ZM6 4.8V7.2M6 8.7V9',
  info: 'M6 1.5A4.5 4.5 0 1 1 6 10.5 4.5 4.5 0 1 1 6 1.5M6 5.5V8.5M6 3.6V3.8',
  arrowUp: 'M6 10V2.5M3 5.5 6 2.5 9 5.5',
  arrowDown: 'M6 2V9.5M3 6.5 6 9.5 9 6.5',
} as const;

export type IconName = keyof typeof PATHS;

/** An icon beside words that say the same. */
export function Icon({ name, class: className }: { readonly name: IconName; readonly class?: string }): JSX.Element {
  return (
    <svg class={`icon ${className ?? ''}`} viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
      <path
        d={PATHS[name]}
        fill="none"
        stroke="currentColor"
        stroke-width="1.4"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}

interface Look {
  readonly word: string;
  readonly icon: IconName;
  /** Class that sets the colour. */
  readonly tone: 'good' | 'bad' | 'busy' | 'quiet' | 'warn';
}

const RUN_LOOKS: Readonly<Record<RunStatus, Look>> = {
  queued: { word: 'queued', icon: 'clock', tone: 'quiet' },
  running: { word: 'running', icon: 'play', tone: 'busy' },
  success: { word: 'succeeded', icon: 'check', tone: 'good' },
  error: { word: 'failed', icon: 'cross', tone: 'bad' },
  cancelled: { word: 'cancelled', icon: 'stop', tone: 'warn' },
  suspended: { word: 'suspended', icon: 'pause', tone: 'warn' },
  cut: { word: 'end not seen', icon: 'cut', tone: 'warn' },
};

const NODE_LOOKS: Readonly<Record<NodeStatus, Look>> = {
  success: { word: 'succeeded', icon: 'check', tone: 'quiet' },
  error: { word: 'failed', icon: 'cross', tone: 'bad' },
  cached: { word: 'cached', icon: 'ring', tone: 'quiet' },
  skipped: { word: 'skipped', icon: 'skip', tone: 'quiet' },
  cancelled: { word: 'cancelled', icon: 'stop', tone: 'warn' },
  pinned: { word: 'pinned', icon: 'pin', tone: 'quiet' },
  reused: { word: 'reused', icon: 'ring', tone: 'quiet' },
  constant: { word: 'constant', icon: 'dot', tone: 'quiet' },
  waiting: { word: 'waiting', icon: 'clock', tone: 'quiet' },
  running: { word: 'running', icon: 'play', tone: 'busy' },
  unknown: { word: 'not known', icon: 'info', tone: 'quiet' },
};

export function runLook(status: RunStatus): Look {
  return RUN_LOOKS[status];
}

/** No engine says that all went well where nodes only report a status: nothing more came, and nothing failed. */
const QUIET: Look = { word: 'went quiet', icon: 'check', tone: 'quiet' };

/** The look of a run: of its status, or of what may be said in its place. */
export function lookOfRun(run: Pick<RunHead, 'status' | 'partial'>): Look {
  return run.status === 'success' && isStatusOnly(run) ? QUIET : runLook(run.status);
}

export function nodeLook(status: NodeStatus): Look {
  return NODE_LOOKS[status];
}

/** Status as icon and word. */
export function StatusWord({ look }: { readonly look: Look }): JSX.Element {
  return (
    <span class={`status tone-${look.tone}`}>
      <Icon name={look.icon} />
      <span>{look.word}</span>
    </span>
  );
}
