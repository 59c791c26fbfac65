import { describe, expect, it } from 'vitest';
import { type BodyData, type Branch, openTape } from '../../../content-script/body-tape.ts';
import type { Wanted } from '../../../src/editors/editor.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const textOf = (data: BodyData | undefined) =>
  data instanceof Uint8Array ? new TextDecoder().decode(data) : (data ?? '');

function setup(wanted: Wanted = 'stream'): { branch: Branch; told: unknown[] } {
  const told: unknown[] = [];
  const branch = openTape(wanted, (part, data, broken) =>
    told.push([part, textOf(data), ...(broken ? ['broken'] : [])]),
  );
  return { branch, told };
}

describe('the tape of an answer', () => {
  it('tells pieces and the end', () => {
    const { branch, told } = setup();
    branch.piece(bytes('a'));
    branch.piece('b');
    branch.end();
    branch.end();
    expect(told).toEqual([
      ['chunk', 'a'],
      ['chunk', 'b'],
      ['end', ''],
    ]);
  });

  it('tells each byte once, whichever branch gives it first and however it is cut', () => {
    const { branch, told } = setup();
    const other = branch.split();
    branch.piece(bytes('ab'));
    other.piece(bytes('a'));
    other.piece(bytes('bc'));
    branch.piece(bytes('cdef'));
    other.piece(bytes('def'));
    other.end();
    branch.end();
    expect(told).toEqual([
      ['chunk', 'ab'],
      ['chunk', 'c'],
      ['chunk', 'def'],
      ['end', ''],
    ]);
  });

  it('compares text with bytes by its length in UTF-8', () => {
    const { branch, told } = setup();
    const text = branch.split();
    branch.piece(bytes('aü€👋'));
    text.piece('aü');
    text.piece('€👋b');
    branch.piece(bytes('bc'));
    text.end();
    expect(told.slice(1)).toEqual([
      ['chunk', 'b'],
      ['chunk', 'c'],
      ['end', ''],
    ]);
  });

  it('goes on with the other branch when one is left', () => {
    const { branch, told } = setup();
    const spy = branch.split();
    spy.piece(bytes('ab'));
    spy.drop();
    spy.drop();
    branch.whole('abcd');
    expect(told).toEqual([
      ['chunk', 'ab'],
      ['chunk', 'cd'],
      ['end', ''],
    ]);
  });

  it('is broken off when the last branch is left, and then only', () => {
    const { branch, told } = setup();
    const other = branch.split();
    branch.drop();
    expect(told).toEqual([]);
    other.drop();
    expect(told).toEqual([['end', '', 'broken']]);
  });

  it('wanted whole: the first that has it whole tells it; one that broke is nothing', () => {
    const { branch, told } = setup('body');
    const other = branch.split();
    branch.piece(bytes('a'));
    other.whole({ a: 1 });
    branch.end();
    expect(told).toEqual([
      ['chunk', 'a'],
      ['body', { a: 1 }],
    ]);
    const broken = setup('body');
    broken.branch.drop();
    expect(broken.told).toEqual([]);
  });

  it('says that it was hidden, unless another branch may yet show it', () => {
    const { branch, told } = setup();
    const other = branch.split();
    branch.hide();
    expect(told).toEqual([]);
    other.hide();
    expect(told).toEqual([
      ['unreadable', ''],
      ['end', '', 'broken'],
    ]);
  });
});
