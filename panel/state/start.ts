import { createPageTools } from '../page/tools.ts';
import { createActions } from './actions.ts';
import { createBaseline } from './baseline.ts';
import type { Panel } from './context.ts';
import { createFilterModel } from './filter/filter-model.ts';
import { createFindings } from './findings.ts';
import type { PanelHost } from './host.ts';
import { createInPage } from './in-page.ts';
import { createPanelState } from './panel-state.ts';
import { createTimelineModel } from './timeline-model.ts';
import { createUi } from './ui.ts';

/** Wires the parts of the panel together and connects to the background. */
export function startPanel(host: PanelHost): Panel {
  const state = createPanelState(host);
  const ui = createUi();
  const findings = createFindings(state);
  const baseline = createBaseline(state, ui, findings);
  const filter = createFilterModel(ui, findings);
  const { runInPage, clock, onPageOrigin } = host;
  const page = runInPage && createPageTools({ runInPage, clock, onPageOrigin });
  return {
    state,
    ui,
    findings,
    baseline,
    filter,
    ...(page && { inPage: createInPage(page, ui, findings) }),
    timeline: createTimelineModel(state, ui, findings, filter.keys),
    actions: createActions(state, ui),
  };
}
