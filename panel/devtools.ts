import { createPanel } from '../src/platform/devtools.ts';

// With the slash: Chromium reads the path from the extension's root, Firefox from this page, where it would be panel/panel/panel.html.
void createPanel('Longpole', '/panel/panel.html');
