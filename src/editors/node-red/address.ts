import { shortId } from '../scan/labels.ts';

/** What of Node-RED's HTTP interface tells of runs; by the end of the path, since `httpAdminRoot` can be anything. */
export type Address = { readonly what: 'flows' } | { readonly what: 'inject'; readonly node: string };

/** Undefined for every other request. */
export function addressOf(method: string, url: string): Address | undefined {
  const path = url.replace(/[?#].*$/s, '');
  if (path.endsWith('/flows')) return method === 'GET' || method === 'POST' ? { what: 'flows' } : undefined;
  const node = method === 'POST' ? /\/inject\/([^/]+)$/.exec(path)?.[1] : undefined;
  return node === undefined ? undefined : { what: 'inject', node: shortId(decoded(node)) };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
