/** Everything that can be done in the panel by a command. Read anew whenever the list is shown: titles say what would happen. */
import { isStatusOnly } from '../../src/model/run.ts';
import type { Command } from './commands.ts';
import type { Panel } from './context.ts';
import { emptyLenses, type LensKind } from './lens.ts';
import { longestKey } from './node-table.ts';
import type { Detail } from './ui.ts';

/** What commands need of the views. */
export interface CommandHelp {
  /** Asks for a session file to import. */
  readonly chooseFile: () => void;
}

/** All commands in the order in which they are listed. Reads signals: within a view it follows them. */
export function panelCommands(panel: Panel, help: CommandHelp): readonly Command[] {
  return [
    ...timelineCommands(panel),
    ...nodeCommands(panel),
    ...detailCommands(panel),
    ...runCommands(panel, help),
    ...otherCommands(panel),
  ];
}

type Untitled = Omit<Command, 'group'>;

function grouped(group: string, commands: readonly Untitled[]): readonly Command[] {
  return commands.map((command) => ({ ...command, group }));
}

const LENSES: readonly (readonly [LensKind, string])[] = [
  ['time', 'Colour the bars by status'],
  ['wait', 'Colour the bars by time held back'],
  ['cost', 'Colour the bars by cost'],
  ['size', 'Colour the bars by size of the result'],
];

function timelineCommands({ state, ui, findings, timeline }: Panel): readonly Command[] {
  const enabled = state.run.value !== undefined;
  const analysis = findings.analysis.value;
  const empty = analysis && emptyLenses(analysis, findings.cost.value);
  const only = ui.criticalOnly.value;
  const lanes = ui.mode.value === 'lanes';
  const quiet = ui.quietOpen.value;
  return grouped('Timeline', [
    { id: 'zoom-in', title: 'Zoom in', keys: ['W'], enabled, run: () => timeline.zoomBy(1.4) },
    { id: 'zoom-out', title: 'Zoom out', keys: ['S'], enabled, run: () => timeline.zoomBy(1 / 1.4) },
    { id: 'earlier', title: 'Move to earlier', keys: ['A'], enabled, run: () => timeline.panBy(-0.15) },
    { id: 'later', title: 'Move to later', keys: ['D'], enabled, run: () => timeline.panBy(0.15) },
    {
      id: 'fit',
      title: 'Fit the selected node, then the whole run',
      keys: ['F'],
      enabled,
      run: () => timeline.fitNext(),
    },
    { id: 'fit-all', title: 'Show the whole run', keys: ['0'], enabled, run: () => timeline.fitAll() },
    {
      id: 'critical-only',
      title: only ? 'Show nodes beside the critical path again' : 'Show the critical path only',
      keys: ['C'],
      enabled,
      run: () => {
        ui.criticalOnly.value = !only;
      },
    },
    {
      id: 'mode',
      title: lanes ? 'Lay out as a waterfall' : 'Lay out in lanes',
      keys: ['L'],
      enabled,
      run: () => {
        ui.mode.value = lanes ? 'waterfall' : 'lanes';
      },
    },
    ...LENSES.map(([lens, title]) => ({
      id: `lens-${lens}`,
      title,
      enabled: empty !== undefined && !empty.has(lens) && ui.lens.value !== lens,
      run: () => {
        ui.lens.value = lens;
      },
    })),
    {
      id: 'quiet',
      title: quiet ? 'Put away nodes that did not run' : 'Show nodes that did not run',
      enabled: timeline.layout.value.quiet > 0,
      run: () => {
        ui.quietOpen.value = !quiet;
      },
    },
    { id: 'filter', title: 'Filter nodes', keys: ['/'], enabled, run: () => void ui.focusFilter.value++ },
    {
      id: 'filter-clear',
      title: 'Clear the filter',
      enabled: ui.filter.value !== '',
      run: () => {
        ui.filter.value = '';
      },
    },
  ]);
}

function nodeCommands({ state, ui, findings, timeline, inPage }: Panel): readonly Command[] {
  const some = timeline.rows.value.length > 0;
  const path = findings.path.value.length > 0;
  const worst = findings.analysis.value?.bottlenecks[0];
  return grouped('Nodes', [
    { id: 'next', title: 'Next node', keys: ['.'], enabled: some, run: () => timeline.step(1, 'rows') },
    { id: 'previous', title: 'Previous node', keys: [','], enabled: some, run: () => timeline.step(-1, 'rows') },
    {
      id: 'next-on-path',
      title: 'Next node along the critical path',
      keys: [']'],
      enabled: path,
      run: () => timeline.step(1, 'path'),
    },
    {
      id: 'previous-on-path',
      title: 'Previous node along the critical path',
      keys: ['['],
      enabled: path,
      run: () => timeline.step(-1, 'path'),
    },
    {
      id: 'worst',
      title: 'Select the node that would save most',
      keys: ['X'],
      enabled: worst !== undefined,
      run: () => worst && timeline.select(longestKey(worst)),
    },
    {
      id: 'reveal',
      title: 'Show the selected node in the page',
      enabled: inPage !== undefined && timeline.selected.value !== undefined,
      run: () => {
        const [node, run] = [timeline.selected.peek()?.node, state.run.peek()];
        if (node && run) void inPage?.reveal(node, run);
      },
    },
    {
      id: 'heat',
      title: inPage?.colouring.value ? 'Take the colours off the page' : 'Colour the nodes in the page',
      enabled: inPage !== undefined && state.run.value !== undefined && !isStatusOnly(state.run.value),
      run: () => inPage?.toggleColours(),
    },
    {
      id: 'deselect',
      title: 'Clear the selection',
      keys: ['Esc'],
      enabled: ui.selected.value !== undefined,
      run: () => timeline.select(undefined),
    },
  ]);
}

/** Tabs in the order of their keys; `false`: of a status timeline there is none. */
const TABS: readonly (readonly [Detail, string, boolean])[] = [
  ['selection', 'Show the selection', true],
  ['chart', 'Show the node times', true],
  ['table', 'Show the table of nodes', true],
  ['whatif', 'Show what if', false],
  ['compare', 'Show the comparison', false],
  ['history', 'Show the history', false],
  ['log', 'Show the log', true],
];

function detailCommands({ state, ui }: Panel): readonly Command[] {
  const run = state.run.value;
  return grouped(
    'Details',
    TABS.map(([tab, title, always], i) => ({
      id: `show-${tab}`,
      title,
      keys: [String(i + 1)],
      enabled: run !== undefined && (always || !isStatusOnly(run)),
      run: () => {
        ui.detail.value = tab;
        ui.showDetails.value++;
      },
    })),
  );
}

function runCommands({ state, ui, actions }: Panel, { chooseFile }: CommandHelp): readonly Command[] {
  const run = state.run.value;
  const runs = state.listed.value;
  const at = runs.findIndex((r) => r.id === state.head.value?.id);
  const older = at < 0 ? undefined : runs[at + 1];
  const newer = runs[at - 1];
  const pinned = run?.pinned ?? false;
  const settings = state.settings.value;
  const recording = settings?.recording ?? false;
  return grouped('Runs', [
    {
      id: 'pin',
      title: pinned ? 'Unpin the run' : 'Pin the run as a baseline',
      keys: ['B'],
      enabled: run !== undefined,
      run: () => run && void actions.pin(run.id, !pinned),
    },
    {
      id: 'older-run',
      title: 'Show the run before this one',
      enabled: older !== undefined,
      run: () => older && actions.showRun(older.id),
    },
    {
      id: 'newer-run',
      title: 'Show the run after this one',
      enabled: newer !== undefined,
      run: () => newer && actions.showRun(newer.id),
    },
    {
      id: 'newest-run',
      title: 'Show the newest run',
      enabled: at > 0,
      run: () => runs[0] && actions.showRun(runs[0].id),
    },
    {
      id: 'export',
      title: 'Export runs…',
      enabled: runs.length > 0,
      run: () => {
        ui.dialog.value = 'export';
      },
    },
    { id: 'import', title: 'Import a file: session, Trace Event, OTLP', enabled: true, run: chooseFile },
    {
      id: 'clear',
      title: 'Clear the runs of this page (asks first)',
      enabled: runs.length > 0,
      run: () => {
        ui.dialog.value = 'clear';
      },
    },
    {
      id: 'record',
      title: recording ? 'Pause recording' : 'Resume recording',
      enabled: settings !== undefined && state.connected.value,
      run: () => void actions.setRecording(!recording),
    },
  ]);
}

function otherCommands({ state, ui, findings }: Panel): readonly Command[] {
  const open = ui.dismissedOpen.value;
  return grouped('Panel', [
    {
      id: 'dismissed',
      title: open ? 'Hide dismissed findings' : 'Show dismissed findings',
      enabled: findings.found.value.dismissed.length > 0,
      run: () => {
        ui.dismissedOpen.value = !open;
      },
    },
    {
      id: 'precise',
      title: 'Precise clock of this site…',
      enabled: state.host.precisePattern?.(state.pageOrigin.value) !== undefined,
      run: () => {
        ui.dialog.value = 'precise';
      },
    },
    {
      id: 'help',
      title: 'Keys and marks',
      keys: ['?'],
      enabled: true,
      run: () => {
        ui.dialog.value = 'help';
      },
    },
  ]);
}
