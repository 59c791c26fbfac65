import type { GraphRow } from '../../../model/record.ts';
import type { Cursor } from '../../scan/cursor.ts';
import { readId, readLabel } from '../../scan/labels.ts';
import { SUBGRAPH } from '../words.ts';

/** A node of the drawn workflow that stands for a subgraph, in the workflow itself or inside another. */
interface Instance {
  /** Id of the definition. */
  readonly type: string;
  readonly title: string;
}

/** What the drawn workflow (LiteGraph JSON) says of its subgraphs. */
export interface Names {
  readonly workflow: string;
  readonly instances: ReadonlyMap<string, Instance>;
  readonly definitions: ReadonlyMap<string, Definition>;
}

interface Definition {
  readonly name: string;
  readonly inner: ReadonlyMap<string, Instance>;
}

/** Subgraphs are named by a UUID; the group nodes before them by `workflow>name` or `workflow/name`. */
const SUBGRAPH_TYPE = /^[0-9a-f]{8}-[0-9a-f-]{27}$|^workflow[>/]/i;

/** The workflow ahead. Of its nodes only those that stand for subgraphs are kept. */
export function readNames(c: Cursor): Names {
  let workflow = '';
  let instances: ReadonlyMap<string, Instance> = new Map();
  const definitions = new Map<string, Definition>();
  c.eachKey((key) => {
    if (key === 'id') workflow = readId(c);
    else if (key === 'nodes') instances = readInstances(c);
    else if (key === 'definitions') {
      c.eachKey((k) => {
        if (k !== 'subgraphs') return;
        c.eachItem(() => {
          const { id, name, inner } = readDefinition(c);
          definitions.set(id, { name, inner });
        });
      });
    }
  });
  return { workflow, instances, definitions };
}

function readDefinition(c: Cursor) {
  let [id, name] = ['', ''];
  let inner: ReadonlyMap<string, Instance> = new Map();
  c.eachKey((key) => {
    if (key === 'id') id = readId(c);
    else if (key === 'name') name = readLabel(c);
    else if (key === 'nodes') inner = readInstances(c);
  });
  return { id, name, inner };
}

function readInstances(c: Cursor): ReadonlyMap<string, Instance> {
  const found = new Map<string, Instance>();
  c.eachItem(() => {
    let [id, type, title] = ['', '', ''];
    c.eachKey((key) => {
      if (key === 'id') id = c.kind() === 'number' ? String(c.number()) : readId(c);
      else if (key === 'type') type = readLabel(c);
      else if (key === 'title') title = readLabel(c);
    });
    if (SUBGRAPH_TYPE.test(type)) found.set(id, { type, title });
  });
  return found;
}

/** A row for every subgraph that the ids of nodes name, outer ones first; the author's title or, without one, the subgraph's name. */
export function containersOf(ids: readonly string[], names: Names): GraphRow[] {
  const found = new Map<string, GraphRow>();
  for (const id of ids) {
    const parts = id.split(':');
    let inside: ReadonlyMap<string, Instance> | undefined = names.instances;
    for (let depth = 1; depth < parts.length; depth++) {
      const path = parts.slice(0, depth).join(':');
      const instance: Instance | undefined = inside?.get(parts[depth - 1] ?? '');
      const definition: Definition | undefined = instance && names.definitions.get(instance.type);
      inside = definition?.inner;
      if (path === '' || found.has(path)) continue;
      const title = instance?.title || definition?.name || instance?.type.replace(/^workflow[>/]/, '') || '';
      found.set(path, [path, SUBGRAPH, title, parts.slice(0, depth - 1).join(':')]);
    }
  }
  return [...found.values()];
}
