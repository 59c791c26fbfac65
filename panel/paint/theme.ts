import type { Ink } from '../../src/drawing/draw.ts';

export interface Theme {
  readonly colours: Readonly<Record<Ink, string>>;
  readonly font: string;
  readonly bold: string;
}

/** The token that holds the colour of an ink. */
export const INKS: Readonly<Record<Ink, string>> = {
  ground: '--bg',
  grid: '--grid',
  gridStrong: '--grid-strong',
  'row.selected': '--row-drawn',
  'row.edge': '--row-edge',
  'row.hover': '--row-hover',
  'bar.success': '--bar-success',
  'bar.running': '--bar-running',
  'bar.error': '--bar-error',
  'bar.cached': '--bar-cached',
  'bar.cancelled': '--bar-cancelled',
  'bar.other': '--bar-other',
  'heat.0': '--heat-0',
  'heat.1': '--heat-1',
  'heat.2': '--heat-2',
  'heat.3': '--heat-3',
  'heat.4': '--heat-4',
  critical: '--critical',
  criticalFill: '--critical-fill',
  wait: '--wait',
  waitInput: '--wait-input',
  ghost: '--ghost',
  link: '--accent',
  now: '--now',
  text: '--text',
  textDim: '--text-dim',
  textOnBar: '--text-on-bar',
  whisker: '--whisker',
  area: '--area',
  veil: '--veil',
  frame: '--accent',
  gap: '--grid-strong',
};

/** The colour of one token that holds for an element now. */
export function readToken(element: Element, token: string): string {
  return getComputedStyle(element).getPropertyValue(token).trim() || 'gray';
}

/** Reads the colours of the tokens that hold for an element now. */
export function readTheme(element: Element): Theme {
  const style = getComputedStyle(element);
  const colours = Object.fromEntries(
    Object.entries(INKS).map(([ink, token]) => [ink, style.getPropertyValue(token).trim() || 'gray']),
  ) as Record<Ink, string>;
  const family = style.fontFamily || 'system-ui';
  const size = style.getPropertyValue('--font-small').trim() || '11px';
  return { colours, font: `${size} ${family}`, bold: `600 ${size} ${family}` };
}
