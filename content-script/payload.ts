import { getter } from './natives.ts';

const { isView } = ArrayBuffer;
const bufferLength = getter(ArrayBuffer.prototype, 'byteLength');
const typedArray = Object.getPrototypeOf(Uint8Array.prototype);
const ofArray = {
  buffer: getter(typedArray, 'buffer'),
  offset: getter(typedArray, 'byteOffset'),
  length: getter(typedArray, 'byteLength'),
};
const ofDataView = {
  buffer: getter(DataView.prototype, 'buffer'),
  offset: getter(DataView.prototype, 'byteOffset'),
  length: getter(DataView.prototype, 'byteLength'),
};
const arrayTag = getter(typedArray, Symbol.toStringTag);

/**
 * What a socket carried, without a copy: text as it is, bytes as a view of the same memory. Undefined for a Blob (reading
 * one is asynchronous and costs a copy) and for anything else that `send` would turn into text by calling page code.
 * Uses native getters only: an own `byteLength` on the page's object is never called.
 */
export function payloadOf(data: unknown): string | Uint8Array | undefined {
  if (typeof data === 'string') return data;
  if (typeof data !== 'object' || data === null) return undefined;
  if (isView(data)) {
    const of = arrayTag(data) === undefined ? ofDataView : ofArray;
    return new Uint8Array(of.buffer(data) as ArrayBuffer, of.offset(data) as number, of.length(data) as number);
  }
  return isArrayBuffer(data) ? new Uint8Array(data) : undefined;
}

/** By its internal slot, so that buffers of other realms count and impostors do not. */
function isArrayBuffer(data: object): data is ArrayBuffer {
  try {
    bufferLength(data);
    return true;
  } catch {
    return false;
  }
}
