/** Names that a piece of script uses and does not declare. */
import { parseAst } from 'vite';

type Tree = Readonly<Record<string, unknown>> & { readonly type: string };

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && 'type' in value;

/** Scopes are not told apart: a name that is declared anywhere counts as declared everywhere. */
export function freeNames(script: string): readonly string[] {
  const [used, declared] = [new Set<string>(), new Set<string>()];
  const visit = (node: Tree, key: string, parent: Tree | undefined, into: Set<string>): void => {
    if (node.type === 'Identifier') {
      const isLabel = (key === 'property' || key === 'key') && parent?.computed !== true;
      if (!isLabel) into.add(String(node.name));
      return;
    }
    for (const [part, value] of Object.entries(node)) {
      const declares =
        part === 'params' ||
        part === 'param' ||
        (part === 'id' && node.type !== 'ClassExpression') ||
        into === declared;
      // What a pattern falls back on is used.
      const next =
        declares && !(node.type === 'AssignmentPattern' && part === 'right') && part !== 'body' ? declared : used;
      for (const each of Array.isArray(value) ? value : [value]) if (isTree(each)) visit(each, part, node, next);
    }
  };
  visit(parseAst(script) as unknown as Tree, '', undefined, used);
  return [...used].filter((name) => !declared.has(name)).sort();
}
