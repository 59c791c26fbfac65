/** What a request of n8n's editor is about, by the end of its path: where the REST paths begin is up to the server's owner. */
export interface Address {
  readonly about: 'workflow' | 'run' | 'stop' | 'execution';
  /** Of the workflow or the execution; '' when a workflow is being created. */
  readonly id: string;
}

/** Ids are 16 letters and digits, numbers in old versions, free when imported. `draft`, `run` and `new` are other editors' words. */
const WORKFLOW = /\/workflows(?:\/(?!(?:draft|run|new)(?:\/|$))([A-Za-z0-9_-]{1,64})(\/run)?)?\/?$/;
const EXECUTION = /\/executions\/(\d{1,20}|[0-9a-f]{8}-[0-9a-f-]{27})(\/stop)?\/?$/;

/** Undefined for all requests that tell nothing of a run. Cheap: every request of every page comes here. */
export function addressOf(method: string, url: string): Address | undefined {
  const path = /^[^?#]*/.exec(url)?.[0] ?? '';
  const get = method === 'GET';
  const workflow = WORKFLOW.exec(path);
  if (workflow) {
    const [, id, run] = workflow;
    if (run) return method === 'POST' && id ? { about: 'run', id } : undefined;
    if (id ? get || method === 'PATCH' || method === 'PUT' : method === 'POST')
      return { about: 'workflow', id: id ?? '' };
    return undefined;
  }
  const [, id, stop] = EXECUTION.exec(path) ?? [];
  if (!id) return undefined;
  if (stop) return method === 'POST' ? { about: 'stop', id } : undefined;
  return get ? { about: 'execution', id } : undefined;
}
