import type { PageWindow, Point } from './page-types.ts';

/**
 * Pans a canvas that is moved by d3-zoom (React Flow, Vue Flow and others) as a hand does: press, move, let go. The events do
 * not bubble, and move and release are told to the window alone, where d3-zoom listens while it is pressed. Which button pans is
 * the editor's choice; the press that it takes it keeps from all who listen after it, so that is the sign. False when nothing
 * moved.
 */
export function drag(inside: Element, delta: Point): boolean {
  let pane: Element | null = inside;
  while (pane && !('__zoom' in pane)) pane = pane.parentElement;
  const view = pane?.ownerDocument.defaultView as PageWindow | null | undefined;
  if (!pane || !view) return false;
  const moved = pane as Element & { readonly __zoom: Point };
  const before = moved.__zoom;
  const { left, top, width, height } = pane.getBoundingClientRect();
  const [x, y] = [left + width / 2, top + height / 2];
  for (const button of [0, 1, 2]) {
    const tell = (target: EventTarget, type: string, clientX: number, clientY: number): void => {
      target.dispatchEvent(new view.MouseEvent(type, { view, button, clientX, clientY, cancelable: true }));
    };
    let taken = true;
    const notTaken = (): void => {
      taken = false;
    };
    pane.addEventListener('mousedown', notTaken);
    tell(pane, 'mousedown', x, y);
    pane.removeEventListener('mousedown', notTaken);
    if (!taken) continue;
    tell(view, 'mousemove', x + delta.x, y + delta.y);
    tell(view, 'mouseup', x + delta.x, y + delta.y);
    if (moved.__zoom.x !== before.x || moved.__zoom.y !== before.y) return true;
  }
  return false;
}
