/** Shows a node on the editor's own canvas. */
import { nodeName } from '../../src/drawing/rows.ts';
import { fail, ok, type Result } from '../../src/model/result.ts';
import type { NodeRun, Run } from '../../src/model/run.ts';
import { reveal, type Wanted } from './in-page/reveal.ts';
import { pageProgram } from './program.ts';

export interface Revealed {
  /** The node itself, or the innermost of those it lies in that is on the canvas. */
  readonly how: 'node' | 'holder';
  readonly words: string;
}

export type RunInPage = (code: string) => Promise<Result<unknown>>;

/** Nodes lie in nodes hardly deeper than this. */
const DEEPEST = 16;

/** Brings the node into view and marks it for two seconds. Changes what the editor shows: call it when the user asked for it. */
export async function revealNode(runInPage: RunInPage, node: NodeRun, run: Run): Promise<Result<Revealed>> {
  const answer = await runInPage(pageProgram(reveal, wantedOf(node, run)));
  return answer.ok ? readAnswer(answer.value, nodeName(node)) : answer;
}

export function wantedOf(node: NodeRun, run: Run): Wanted {
  const ids = [node.id, ...holdersOf(node, run)];
  return { ids, type: run.nodes.some((each) => each.parent?.id === node.id) ? '' : node.type };
}

/** Ids of the nodes that a node lies in, innermost first. */
export function holdersOf({ id, parent }: NodeRun, run: Run): readonly string[] {
  const found: string[] = [];
  for (let at = parent?.id; at !== undefined && at !== id && found.length < DEEPEST && !found.includes(at); ) {
    found.push(at);
    at = run.nodes.find((node) => node.id === found.at(-1))?.parent?.id;
  }
  return found;
}

/** What the page answered, in words. It comes out of the page's world: anything may have been done to it. */
function readAnswer(answer: unknown, name: string): Result<Revealed> {
  switch (typeof answer === 'object' && answer !== null && 'found' in answer ? answer.found : undefined) {
    case 'node':
      return ok({ how: 'node', words: `${name} is marked on the canvas.` });
    case 'holder':
      return ok({ how: 'holder', words: `${name} is not drawn: the node that holds it is marked on the canvas.` });
    case 'absent':
      return fail(`${name} is not on the canvas that is shown: open its workflow.`);
    case 'stuck':
      return fail(`${name} is marked, but the editor did not let its canvas be moved to it.`);
    case 'no-canvas':
      return fail('No canvas of an editor was found in the page: open the workflow.');
    default:
      return fail('The page gave no answer that makes sense.');
  }
}
