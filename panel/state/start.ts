import { createActions } from './actions.ts';
import { createBaseline } from './baseline.ts';
import type { Panel } from './context.ts';
import { filteredKeys } from './filtering.ts';
import { createFindings } from './findings.ts';
import type { PanelHost } from './host.ts';
import { createPanelState } from './panel-state.ts';
import { createTimelineModel } from './timeline-model.ts';
import { createUi } from './ui.ts';

/** Wires the parts of the panel together and connects to the background. */
export function startPanel(host: PanelHost): Panel {
  const state = createPanelState(host);
  const ui = createUi();
  const findings = createFindings(state);
  const baseline = createBaseline(state, ui, findings);
  return {
    state,
    ui,
    findings,
    baseline,
    timeline: createTimelineModel(state, ui, findings, filteredKeys(ui, findings)),
    actions: createActions(state, ui),
  };
}
