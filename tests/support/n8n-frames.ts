/**
 * What n8n 2.x pushes of one run of `count` nodes in a row, each with an output of some `bytes` (see capture n1-tree): text frames
 * tell that a node begins and ends, a binary one carries its output.
 */
export function n8nFrames(count: number, bytes: number, execution = '30'): readonly (string | Uint8Array)[] {
  const frames: (string | Uint8Array)[] = [];
  const say = (type: string, data: object) => JSON.stringify({ type, data: { executionId: execution, ...data } });
  const items = Array.from({ length: Math.ceil(bytes / 1_000) }, (_, i) => item(i));
  let stamp = 1_795_332_215_744;
  frames.push(
    say('executionStarted', {
      mode: 'manual',
      startedAt: new Date(stamp).toISOString(),
      workflowId: 'livH0UXosC4OL41X',
      workflowName: 'bench',
      flattedRunData: '[{}]',
    }),
  );
  for (let i = 0; i < count; i++) {
    const source = i === 0 ? [] : [{ previousNode: `Map ${i - 1}`, previousNodeOutput: 0, previousNodeRun: 0 }];
    const begun = { startTime: stamp, executionIndex: i, source, hints: [] };
    const ended = { ...begun, executionTime: 12, executionStatus: 'success' };
    const counts = { itemCountByConnectionType: { main: [items.length] } };
    const node = { nodeName: `Map ${i}` };
    frames.push(say('nodeExecuteBefore', { ...node, sequenceNumber: 2 * i, data: begun }));
    frames.push(say('nodeExecuteAfter', { ...node, sequenceNumber: 2 * i + 1, ...counts, data: ended }));
    const data = { ...ended, data: { main: [items] } };
    frames.push(new TextEncoder().encode(say('nodeExecuteAfterData', { ...node, ...counts, data })));
    stamp += 13;
  }
  frames.push(say('executionFinished', { workflowId: 'livH0UXosC4OL41X', status: 'success' }));
  return frames;
}

/** An item of 1 kB, nested and with text. */
function item(i: number): object {
  const rows = Array.from({ length: 8 }, (_, k) => ({
    id: i * 8 + k,
    name: `row ${k}`,
    price: k * 1.5,
    tags: ['a', 'b'],
  }));
  return { json: { id: i, text: 'lorem ipsum dolor sit amet '.repeat(17), rows }, pairedItem: { item: i } };
}
