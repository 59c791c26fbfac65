/** Canaries that look like tokens, each with the place it was put into: where one comes out, the place is named. */

const SONG = 'kanarienvogel';
const COUNTED = new RegExp(`${SONG}(\\d+)`, 'i');

export interface Mint {
  /** One word without blanks, so that it could pass for a code, a class or a key. */
  word(place: string): string;
  readonly count: number;
  /** The place of the first canary in a text, with what stands around it; undefined when none is in it. */
  findIn(text: string): string | undefined;
}

export function createMint(): Mint {
  const places: string[] = [];
  return {
    word: (place) => `sk-${SONG}${places.push(place) - 1}Zq9x`,
    get count() {
      return places.length;
    },
    findIn(text) {
      const found = COUNTED.exec(text);
      if (!found) return undefined;
      return `${places[Number(found[1])]}: ${text.slice(Math.max(0, found.index - 80), found.index + 80)}`;
    },
  };
}
