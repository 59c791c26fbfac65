import { decodeMapping, problemText } from '../formats/mapping.ts';
import type { PanelRequest } from '../messages/panel.ts';
import type { Result } from '../model/result.ts';
import { fail, ok } from '../model/result.ts';
import { decodeHeaders } from './collector.ts';
import { decodeRuns } from './decode-runs.ts';
import { decodeSettings } from './settings.ts';

export type PanelMessage =
  | { readonly kind: 'hello'; readonly tabId: number }
  | { readonly kind: 'taken'; readonly rev: number }
  /** A request we cannot understand still has an id and gets its answer. */
  | { readonly kind: 'request'; readonly id: number; readonly request: Result<PanelRequest> };

/** A message of a panel; an error when it cannot even be answered. */
export function decodePanelMessage(message: unknown): Result<PanelMessage> {
  if (!isObject(message)) return fail('not an object');
  const { kind, id, tabId, rev, request } = message;
  if (kind === 'hello' && Number.isInteger(tabId)) return ok({ kind, tabId: tabId as number });
  if (kind === 'taken' && Number.isInteger(rev)) return ok({ kind, rev: rev as number });
  if (kind === 'request' && Number.isInteger(id))
    return ok({ kind, id: id as number, request: decodeRequest(request) });
  return fail('neither a hello nor a request');
}

function decodeRequest(request: unknown): Result<PanelRequest> {
  if (!isObject(request)) return fail('request is not an object');
  const { what, ids, id, pinned, settings, runs, mapping, origin, headers } = request;
  switch (what) {
    case 'runs':
    case 'delete':
      return isIds(ids) ? ok({ what, ids }) : fail('not a list of run ids', 'ids');
    case 'seen':
      return isIds(ids) ? ok({ what, ids }) : fail('not a list of incident ids', 'ids');
    case 'pin':
      if (typeof id !== 'string') return fail('not a run id', 'id');
      return typeof pinned === 'boolean' ? ok({ what, id, pinned }) : fail('not a boolean', 'pinned');
    case 'set': {
      const decoded = decodeSettings(settings);
      return decoded.ok ? ok({ what, settings: decoded.value }) : decoded;
    }
    case 'samples': {
      if (mapping === undefined) return ok({ what });
      const decoded = decodeMapping(mapping);
      return decoded.ok
        ? ok({ what, mapping: decoded.value })
        : fail(decoded.problems.map(problemText).join('; '), 'mapping');
    }
    case 'clear':
      return ok({ what });
    case 'options':
      return typeof origin === 'string' ? ok({ what, origin }) : fail('not an origin', 'origin');
    case 'collector-test':
      return ok({ what });
    case 'collector-headers': {
      const decoded = decodeHeaders(headers);
      return decoded.ok ? ok({ what, headers: decoded.value }) : decoded;
    }
    case 'import': {
      const decoded = decodeRuns(runs);
      return decoded.ok ? ok({ what, runs: decoded.value }) : decoded;
    }
    default:
      return fail(`unknown request ${JSON.stringify(what)?.slice(0, 64)}`);
  }
}

function isIds(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((id) => typeof id === 'string');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
