import type { Graph } from './graph.ts';

/**
 * 64-bit FNV-1a over UTF-16 code units, as 16 hex digits. Not for secrets: only to tell graphs and runs apart.
 * http://www.isthe.com/chongo/tech/comp/fnv/
 */
export function fnv64(text: string): string {
  // Two 32-bit halves with the 64-bit prime 0x100000001b3 = 2^40 + 0x1b3: BigInt is about 30 times slower here.
  let hi = 0xcbf29ce4;
  let lo = 0x84222325;
  for (let i = 0; i < text.length; i++) {
    lo = (lo ^ text.charCodeAt(i)) >>> 0;
    const low = lo * 0x1b3;
    hi = (Math.imul(hi, 0x1b3) + Math.floor(low / 0x100000000) + (lo << 8)) >>> 0;
    lo = low >>> 0;
  }
  return hi.toString(16).padStart(8, '0') + lo.toString(16).padStart(8, '0');
}

/** Hash of what makes two graphs "the same" for comparing runs: node (id, type) and edges; order, titles and positions do not count. */
export function graphHash(graph: Graph): string {
  const nodes = graph.nodes.map((n) => JSON.stringify([n.id, n.type, n.parent ?? ''])).sort();
  // A data edge that turned out to stream is still the same edge of the same graph.
  const edges = graph.edges.map(([a, b, k]) => JSON.stringify([a, b, k === 'control' ? k : 'data'])).sort();
  return fnv64(`${nodes.join('\n')}\n\n${[...new Set(edges)].join('\n')}`);
}
