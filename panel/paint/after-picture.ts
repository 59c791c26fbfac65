/** Frames until a new run stands on its canvases: one lays it out and measures the room, one draws into it, and that one must be over. */
const FRAMES = 3;

/** Calls back when what is shown now has been drawn. Returns what calls it off. A hidden panel draws nothing, and so waits until it is shown. */
export function afterPicture(action: () => void): () => void {
  let left = FRAMES;
  const next = (): void => {
    left--;
    if (left === 0) action();
    else frame = requestAnimationFrame(next);
  };
  let frame = requestAnimationFrame(next);
  return () => cancelAnimationFrame(frame);
}
