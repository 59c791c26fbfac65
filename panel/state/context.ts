import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Actions } from './actions.ts';
import type { Baseline } from './baseline.ts';
import type { FilterModel } from './filter/filter-model.ts';
import type { Findings } from './findings.ts';
import type { InPage } from './in-page.ts';
import type { PanelState } from './panel-state.ts';
import type { TimelineModel } from './timeline-model.ts';
import type { Ui } from './ui.ts';

/** What views are given. */
export interface Panel {
  readonly state: PanelState;
  readonly ui: Ui;
  readonly findings: Findings;
  readonly filter: FilterModel;
  /** Undefined where there is no inspected page. */
  readonly inPage?: InPage;
  readonly baseline: Baseline;
  readonly timeline: TimelineModel;
  readonly actions: Actions;
}

export const PanelContext = createContext<Panel | undefined>(undefined);

/** The panel of the view that asks. Views are only ever rendered inside one. */
export function usePanel(): Panel {
  const panel = useContext(PanelContext);
  if (!panel) throw new Error('A view was rendered outside of PanelContext');
  return panel;
}
