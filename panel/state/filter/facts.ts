/** What a filter looks at: everything it can ask, of every node instance of a run. Pure. */
import type { Analysis, RunCost } from '../../../src/analysis/index.ts';
import { bareName, instanceMark, nodeKey, nodeName } from '../../../src/drawing/rows.ts';
import { isStatusOnly, type NodeRun, type NodeStatus } from '../../../src/model/run.ts';
import type { AmountField, FlagField, WordField } from './fields.ts';

export interface NodeFacts {
  /** Of the node instance (drawing/rows.ts). */
  readonly key: string;
  readonly status: NodeStatus;
  /** Of each field the words that it is looked for in; a name is there with and without the number of its round. */
  readonly words: Readonly<Record<WordField, readonly string[]>>;
  /** Absent where it is not known. */
  readonly flags: Readonly<Partial<Record<FlagField, boolean>>>;
  /** Microseconds, shares of 1, bytes; absent where it is not known. */
  readonly amounts: Readonly<Partial<Record<AmountField, number>>>;
}

const NONE: ReadonlySet<string> = new Set();

/** Subgraphs nest a few levels; deeper, or in a circle, the data is wrong. */
const MAX_DEPTH = 8;

/**
 * Facts by key, in the order of `Run.nodes`. Duration, waiting, start, size and tokens are of the instance; what the analysis knows of
 * a node as a whole (saving, share, cost) is of all its instances and stands at each of them, as in the table and in the lenses.
 */
export function factsOf(analysis: Analysis, cost: RunCost): ReadonlyMap<string, NodeFacts> {
  const { run, path, bottlenecks } = analysis;
  const critical = new Set(path.nodes);
  const ranked = new Map(bottlenecks.map((b) => [b.id, b]));
  const instances = new Map(bottlenecks.flatMap((b) => b.instances.map((i) => [i.index, i] as const)));
  const costs = new Map(cost.nodes.map((n) => [n.id, n.measured[0]?.amount ?? n.estimated?.amount]));
  const models = modelsOf(analysis);
  const byKey = new Map(run.nodes.map((n) => [nodeKey(n), n]));
  return new Map(
    run.nodes.map((node, index): [string, NodeFacts] => {
      const key = nodeKey(node);
      const whole = ranked.get(node.id);
      const own = instances.get(index);
      const hidden = whole?.savesUs === undefined ? undefined : whole.savesUs === 0 && whole.onPathUs === 0;
      return [
        key,
        {
          key,
          status: node.status,
          words: {
            name: node.instance > 0 ? [bareName(node), bareName(node) + instanceMark(node)] : [bareName(node)],
            type: node.type === '' ? [] : [node.type],
            id: [node.id],
            model: [...new Set([...(node.model === undefined ? [] : [node.model]), ...(models.get(node.id) ?? NONE)])],
            inside: around(node, byKey),
            error: node.errorClass === undefined ? [] : [node.errorClass],
          },
          flags: { critical: critical.has(index), ...(own && hidden !== undefined && { hidden }) },
          amounts: {
            ...(own && { duration: own.workUs, wait: own.waitedUs, start: Math.max(0, own.startUs - run.startUs) }),
            ...given('saves', whole?.savesUs),
            // Of a status timeline nobody knows how long it really was.
            ...given('share', isStatusOnly(run) ? undefined : whole?.share),
            ...given('bytes', node.bytes),
            ...given('cost', costs.get(node.id)),
            ...given('tokens', tokensOf(node)),
          },
        },
      ];
    }),
  );
}

function given(field: AmountField, amount: number | undefined): Partial<Record<AmountField, number>> {
  return amount === undefined ? {} : { [field]: amount };
}

function tokensOf({ tokens }: NodeRun): number | undefined {
  if (!tokens) return undefined;
  const { input, output, total } = tokens;
  if (total !== undefined) return total;
  return input === undefined && output === undefined ? undefined : (input ?? 0) + (output ?? 0);
}

/** Models by the id of the node that called them. */
function modelsOf({ run }: Analysis): ReadonlyMap<string, ReadonlySet<string>> {
  const out = new Map<string, Set<string>>();
  for (const { node, model } of run.calls ?? []) {
    if (node !== undefined && model !== '') out.set(node, (out.get(node) ?? new Set()).add(model));
  }
  return out;
}

/** Names of the nodes that one lies in, the nearest first. */
function around(node: NodeRun, byKey: ReadonlyMap<string, NodeRun>): readonly string[] {
  const names: string[] = [];
  let up = node.parent && byKey.get(nodeKey(node.parent));
  while (up && names.length < MAX_DEPTH) {
    names.push(nodeName(up));
    up = up.parent && byKey.get(nodeKey(up.parent));
  }
  return names;
}
