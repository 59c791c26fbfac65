/** A ComfyUI of the bare bones: its LiteGraph, with a subgraph, and the names that it leaves in the window. */
import { LGraph, LGraphCanvas, LGraphNode, LiteGraph, SubgraphNode } from '@comfyorg/litegraph';

class LabSleep extends LGraphNode {
  constructor(title = 'Sleep') {
    super(title);
    this.addInput('in', '*');
    this.addOutput('out', '*');
  }
}
LiteGraph.registerNodeType('LabSleep', LabSleep);

const element = document.createElement('canvas');
element.width = innerWidth;
element.height = innerHeight;
document.getElementById('root')?.append(element);

const graph = new LGraph();
const add = (to: LGraph, x: number, y: number) => {
  const node = LiteGraph.createNode('LabSleep');
  if (!node) throw new Error('no node');
  node.pos = [x, y];
  to.add(node);
  return node;
};
add(graph, 100, 100);
add(graph, 4000, 3000);
const inner = [add(graph, 400, 100), add(graph, 700, 100)];
// As ComfyUI does: each subgraph is a class of nodes.
graph.events.addEventListener('subgraph-created', ({ detail: { subgraph, data } }) => {
  class Instance extends SubgraphNode {
    constructor() {
      super(graph, subgraph, {
        id: -1,
        type: subgraph.id,
        pos: [400, 100],
        size: [200, 60],
        inputs: [],
        outputs: [],
        flags: {},
        order: 0,
        mode: 0,
      });
    }
  }
  LiteGraph.registerNodeType(subgraph.id, Instance);
  Instance.title = data.name ?? 'Subgraph';
});
const canvas = new LGraphCanvas(element, graph);
canvas.show_info = false;
const made = graph.convertToSubgraph(new Set(inner));
graph.start();
Object.assign(window, { app: { canvas, graph, rootGraph: graph }, made, LiteGraph });
