import type { LiteCanvas, Paint } from './page-types.ts';

/**
 * Has a LiteGraph canvas call a painter each time it has drawn its nodes, in the graph's coordinates; returns what ends that. All
 * painters of ours share one hook around the page's own, and the last to go leaves the canvas as it was found. Where somebody
 * has hooked in after us, taking ours out would take out theirs: it stays, and does nothing.
 */
export function addPainter(canvas: LiteCanvas, painter: Paint): () => void {
  const key = Symbol.for('longpole');
  interface Hook {
    readonly painters: Set<Paint>;
    readonly call: NonNullable<LiteCanvas['onDrawForeground']>;
    readonly before: PropertyDescriptor | undefined;
  }
  const holder = canvas as LiteCanvas & { [key]?: Hook };
  const hookIn = (): Hook => {
    const painters = new Set<Paint>();
    const before = Object.getOwnPropertyDescriptor(canvas, 'onDrawForeground');
    const own = canvas.onDrawForeground;
    const call: Hook['call'] = (ctx, ...rest) => {
      const result = own?.call(canvas, ctx, ...rest);
      for (const paint of painters) {
        ctx.save();
        try {
          paint(ctx);
        } catch {
          // What fails here would fail in every frame that the page draws.
          painters.delete(paint);
        } finally {
          ctx.restore();
        }
      }
      return result;
    };
    const property = { value: call, writable: true, enumerable: before?.enumerable ?? true, configurable: true };
    Object.defineProperty(canvas, 'onDrawForeground', property);
    const hook: Hook = { painters, call, before };
    Object.defineProperty(canvas, key, { value: hook, configurable: true });
    return hook;
  };
  const hook = holder[key] ?? hookIn();
  hook.painters.add(painter);
  canvas.setDirty(true, true);
  return () => {
    hook.painters.delete(painter);
    if (hook.painters.size === 0 && holder[key] === hook && canvas.onDrawForeground === hook.call) {
      if (hook.before) Object.defineProperty(canvas, 'onDrawForeground', hook.before);
      else delete canvas.onDrawForeground;
      delete holder[key];
    }
    canvas.setDirty(true, true);
  };
}
