const { stringify } = JSON;

/** A parsed JSON body for a frame: objects as they are, anything else as the text it was. */
export function wireValue(value: unknown): string | object {
  return typeof value === 'object' && value !== null ? value : (stringify(value) ?? '');
}
