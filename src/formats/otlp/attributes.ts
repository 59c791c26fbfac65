import type { AttributeKind, Mapped } from './mapping.ts';

/** A value as OTLP/JSON writes it. https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding */
export type AnyValue =
  | { readonly stringValue: string }
  | { readonly intValue: string }
  | { readonly doubleValue: number }
  | { readonly boolValue: boolean }
  | { readonly arrayValue: { readonly values: readonly AnyValue[] } };

export interface Attribute {
  readonly key: string;
  readonly value: AnyValue;
}

/** One attribute; the kind must be that of the value. */
export function attribute(key: string, kind: AttributeKind, value: unknown): Attribute {
  switch (kind) {
    case 'string':
      return { key, value: { stringValue: String(value) } };
    case 'int':
      return { key, value: { intValue: String(value) } };
    case 'double':
      return { key, value: { doubleValue: Number(value) } };
    case 'bool':
      return { key, value: { boolValue: value === true } };
    case 'strings':
      return {
        key,
        value: { arrayValue: { values: (value as readonly unknown[]).map((v) => ({ stringValue: String(v) })) } },
      };
  }
}

/** Attributes of the members that are there. */
export function attributesOf(object: unknown, table: readonly Mapped[]): readonly Attribute[] {
  return table.flatMap(({ member, attribute: key, kind }) => {
    const value = memberOf(object, member);
    return value === undefined ? [] : [attribute(key, kind, value)];
  });
}

function memberOf(object: unknown, path: string): unknown {
  let at: unknown = object;
  for (const name of path.split('.')) at = (at as Record<string, unknown> | undefined)?.[name];
  return at;
}

/** The value of an attribute as plain data; undefined for kinds that we do not write, and for what is no value. */
export function plainValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const { stringValue, intValue, doubleValue, boolValue, arrayValue } = value as Record<string, unknown>;
  if (typeof stringValue === 'string') return stringValue;
  if (typeof intValue === 'string' || typeof intValue === 'number') return Number(intValue);
  if (typeof doubleValue === 'number') return doubleValue;
  if (typeof boolValue === 'boolean') return boolValue;
  const values = (arrayValue as { values?: unknown } | undefined)?.values;
  return Array.isArray(values) ? values.map(plainValue) : undefined;
}

/** Attributes by key; what is no attribute is left out. The last of one key counts. */
export function attributeMap(list: unknown): ReadonlyMap<string, unknown> {
  const out = new Map<string, unknown>();
  if (!Array.isArray(list)) return out;
  for (const each of list) {
    const { key, value } = (each ?? {}) as Record<string, unknown>;
    const plain = plainValue(value);
    if (typeof key === 'string' && plain !== undefined) out.set(key, plain);
  }
  return out;
}

/** The members that attributes stand for, nested as they were; lists where members are numbers. */
export function membersOf(attributes: ReadonlyMap<string, unknown>, table: readonly Mapped[]): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const { member, attribute: key } of table) {
    const value = attributes.get(key);
    if (value === undefined) continue;
    const [first = '', second] = member.split('.');
    if (second === undefined) out[first] = value;
    else {
      out[first] ??= second === '0' ? [] : {};
      (out[first] as Record<string, unknown>)[second] = value;
    }
  }
  return out;
}
