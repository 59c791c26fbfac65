import { PANEL_LIMITS } from '../../src/model/limits.ts';
/** Hands a file to the browser to save. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads the blob after the click; a minute is ample and keeps it from staying for good.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

export interface Growing {
  /** Adds text. */
  add(text: string): void;
  /** What was added, of this media type. */
  done(type: string): Blob;
}

/** A file that grows piece by piece. */
export function growingFile(): Growing {
  let whole = new Blob([]);
  let pieces: string[] = [];
  let length = 0;
  const put = (): void => {
    whole = new Blob([whole, ...pieces]);
    pieces = [];
    length = 0;
  };
  return {
    add(text) {
      pieces.push(text);
      length += text.length;
      if (length >= PANEL_LIMITS.savedChars) put();
    },
    done(type) {
      put();
      return new Blob([whole], { type });
    },
  };
}

/** The same file packed by gzip. */
export function packed(content: Blob): Promise<Blob> {
  return new Response(content.stream().pipeThrough(new CompressionStream('gzip'))).blob();
}
