/** Frames of one ComfyUI run of `count` nodes, as the server sends them: a growing snapshot at each start and end (see capture c7a). */
export function comfyuiFrames(count: number, run = '7f1d0a3e-5b7c-4a52-9c3c-2d8a6f0e91b4'): readonly string[] {
  const frames: string[] = [];
  const say = (type: string, data: unknown) => frames.push(pythonJson({ type, data }));
  const nodes: Record<string, object> = {};
  const ids = Array.from({ length: count }, (_, i) => String(i + 1));
  let stamp = 1_795_332_652_230;
  const snapshot = () => say('progress_state', { prompt_id: run, nodes });
  say('status', { status: { exec_info: { queue_remaining: 1 } } });
  say('execution_start', { prompt_id: run, timestamp: stamp });
  say('execution_cached', { nodes: [], prompt_id: run, timestamp: stamp + 180 });
  for (const id of ids) {
    // Insertion order, as in Python: JavaScript would sort ids that look like numbers.
    nodes[`n${id}`] = entry(id, run, 0, 'running');
    snapshot();
    say('executing', { node: id, display_node: id, prompt_id: run });
    nodes[`n${id}`] = entry(id, run, 1, 'finished');
    snapshot();
    stamp += 13;
  }
  say('execution_success', { prompt_id: run, timestamp: stamp });
  say('status', { status: { exec_info: { queue_remaining: 0 } } });
  say('executing', { node: null, prompt_id: run });
  return frames;
}

function entry(id: string, run: string, value: number, state: string): object {
  return {
    value,
    max: 1,
    state,
    node_id: id,
    prompt_id: run,
    display_node_id: id,
    parent_node_id: null,
    real_node_id: id,
  };
}

/** `json.dumps`: ", " and ": " between; keys that stand for numbers lose the letter that kept their order, numbers are floats. */
function pythonJson(value: unknown): string {
  const text = (v: unknown): string => {
    if (Array.isArray(v)) return `[${v.map(text).join(', ')}]`;
    if (typeof v !== 'object' || v === null) return JSON.stringify(v);
    const pairs = Object.entries(v).map(([key, of]) => {
      const float = (key === 'value' || key === 'max') && typeof of === 'number';
      return `${JSON.stringify(key.replace(/^n(\d)/, '$1'))}: ${float ? `${of}.0` : text(of)}`;
    });
    return `{${pairs.join(', ')}}`;
  };
  return text(value);
}
