/** The keys of the panel, in groups: what the help says and what the options page lists. keys.ts acts on them. */
export interface KeyHint {
  /** Names of keys, each shown by itself. */
  readonly keys: readonly string[];
  readonly what: string;
}

export const KEY_LIST: readonly { readonly group: string; readonly hints: readonly KeyHint[] }[] = [
  {
    group: 'Timeline',
    hints: [
      { keys: ['W', 'S'], what: 'zoom in, out (also + and −, or Ctrl with the wheel)' },
      { keys: ['A', 'D'], what: 'move left, right (also Shift with the wheel, or drag)' },
      { keys: ['F'], what: 'fit: the selected node, then the whole run' },
      { keys: ['0'], what: 'the whole run; follows it while it goes' },
      { keys: ['C'], what: 'critical path only' },
      { keys: ['L'], what: 'lanes, waterfall' },
    ],
  },
  {
    group: 'Nodes',
    hints: [
      { keys: [',', '.'], what: 'previous, next node' },
      { keys: ['[', ']'], what: 'previous, next node along the critical path' },
      { keys: ['X'], what: 'the node that would save most' },
      { keys: ['↑', '↓'], what: 'previous, next node, when the list of nodes has the focus' },
      { keys: ['←', '→'], what: 'fold, unfold the node, when the list has the focus' },
      { keys: ['Esc'], what: 'clear the selection (in Firefox it also opens the console, before we see it)' },
    ],
  },
  {
    group: 'Panel',
    hints: [
      { keys: ['B'], what: 'pin the run as a baseline, unpin it' },
      { keys: ['Q'], what: 'next tab of the drawer' },
      { keys: ['1', '7'], what: 'a tab of the drawer by its number' },
      { keys: ['/'], what: 'filter' },
      { keys: ['Ctrl', 'K'], what: 'all commands' },
      { keys: ['?'], what: 'this help' },
    ],
  },
];
