/** The engine behind the Performance panel of Chrome's DevTools, as it is published. */

export interface Track {
  readonly name: string;
  readonly isTrackGroup: boolean;
  readonly entriesByTrack: Record<
    string,
    readonly { name: string; ts: number; dur: number; devtoolsObj: { color?: string } }[]
  >;
}

/** The custom tracks that the engine makes of a trace. */
export async function tracksOf(text: string): Promise<readonly Track[]> {
  // What it takes for granted of a browser.
  Object.assign(globalThis, { DOMRect: class DOMRect {} });
  const { Processor } = await import('@paulirish/trace_engine');
  const processor = Processor.TraceProcessor.createWithAllHandlers();
  await processor.parse((JSON.parse(text) as { traceEvents: never[] }).traceEvents, {} as never);
  return (processor.data as unknown as { ExtensionTraceData: { extensionTrackData: Track[] } }).ExtensionTraceData
    .extensionTrackData;
}
