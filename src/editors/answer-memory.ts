import { PAGE_LIMITS } from '../model/limits.ts';

/**
 * Remembers something of a node while one streaming answer lasts. Beyond PAGE_LIMITS.answerNodes the oldest is forgotten, so that an
 * answer which never ends fills no memory: what pairs with it later stands alone.
 */
export function rememberNode<V>(memory: Map<string, V>, key: string, value: V): void {
  memory.delete(key);
  memory.set(key, value);
  const [oldest] = memory.keys();
  if (memory.size > PAGE_LIMITS.answerNodes && oldest !== undefined) memory.delete(oldest);
}

/** The same of executions in the order in which they came. */
export function rememberExecution<T>(executions: T[], execution: T): void {
  executions.push(execution);
  if (executions.length > PAGE_LIMITS.answerNodes) executions.shift();
}
