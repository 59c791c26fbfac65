import { createPanel } from '../src/platform/devtools.ts';

void createPanel('Longpole', 'panel/panel.html');
