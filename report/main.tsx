import { render } from 'preact';
import { readData } from './data.ts';
import { Report } from './report.tsx';
import './style/report.css';

const root = document.getElementById('report');
const data = readData(document.getElementById('session')?.textContent ?? '');
const dark = matchMedia('(prefers-color-scheme: dark)');

/** For the screen, or laid out for paper: as wide as that, in its colours, with nothing put away. */
function draw(paper: boolean): void {
  document.documentElement.dataset.theme = dark.matches && !paper ? 'dark' : 'light';
  if (root && data) render(<Report data={data} paper={paper} />, root);
}

// The words for readers without scripts go.
if (data) root?.replaceChildren();
draw(false);
dark.addEventListener('change', () => draw(false));
addEventListener('beforeprint', () => draw(true));
addEventListener('afterprint', () => draw(false));
