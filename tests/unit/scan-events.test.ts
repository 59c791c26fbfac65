import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEventReader, createLineReader } from '../../src/editors/scan/events.ts';

/** What a reader makes of `text`, cut at these places, as text or as bytes. */
function read(text: string, cuts: readonly number[], bytes: boolean, limit = 1_000) {
  const reader = createEventReader(limit);
  const whole = bytes ? new TextEncoder().encode(text) : text;
  const at = [...new Set(cuts.map((n) => n % (whole.length + 1)))].sort((a, b) => a - b);
  const pieces = [...at, whole.length].map((to, i) => whole.slice(at[i - 1] ?? 0, to));
  return { messages: [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()], dropped: reader.dropped };
}

describe('an event stream', () => {
  it.each([
    ['data: a\n\n', [{ event: 'message', data: 'a' }]],
    ['data:a\r\ndata:  b\r\n\r\n', [{ event: 'message', data: 'a\n b' }]],
    [
      'event: x\ndata:1\n\ndata:2\n\n',
      [
        { event: 'x', data: '1' },
        { event: 'message', data: '2' },
      ],
    ],
    // Flowise's own field, a comment, a message without data, an id.
    [
      'message:\ndata:{"a":1}\n\n:heartbeat\n\nevent: ping\n\nid: 7\ndata:x\n\n',
      [
        { event: 'message', data: '{"a":1}' },
        { event: 'message', data: 'x' },
      ],
    ],
    ['data: last', [{ event: 'message', data: 'last' }]],
    ['', []],
  ])('reads %j', (text, messages) => {
    expect(read(text, [], false).messages).toEqual(messages);
  });

  it('reads the same however it is cut, as text or as bytes', () => {
    const line = fc.stringMatching(/^(?:data: ?|event: ?|: ?|message:|id: )?[ -~äß€😀]{0,6}$/u);
    const text = fc
      .array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\n\n', '\r\n\r\n')))
      .map((all) => all.flat().join(''));
    fc.assert(
      fc.property(text, fc.array(fc.nat(400), { maxLength: 12 }), fc.boolean(), (whole, cuts, bytes) => {
        // Cut text between the halves of a character is no text that a page could have read.
        const fair = bytes
          ? cuts
          : cuts.filter((n) => !/[\ud800-\udbff]$/.test(whole.slice(0, n % (whole.length + 1))));
        expect(read(whole, fair, bytes)).toEqual(read(whole, [], false));
      }),
      { numRuns: 300 },
    );
  });

  it('drops a message beyond the limit, counts it, and reads on', () => {
    const long = 'x'.repeat(60);
    const { messages, dropped } = read(
      `data:${long}\n\ndata:ok\n\ndata:${'y'.repeat(30)}\ndata:${'z'.repeat(30)}\n\ndata:end\n\n`,
      [9, 33],
      false,
      50,
    );
    expect(messages.map((m) => m.data)).toEqual(['ok', 'end']);
    expect(dropped).toBe(2);
  });
});

describe('lines', () => {
  it('come whole, without their ends, the last one too', () => {
    const reader = createLineReader(10);
    expect([...reader.push('a\r\nb'), ...reader.push('c\n\n'), ...reader.push('d'), ...reader.end()]).toEqual([
      'a',
      'bc',
      '',
      'd',
    ]);
    expect([...reader.push('0123456789x'), ...reader.push('more\nok\n')]).toEqual(['ok']);
    expect(reader.dropped).toBe(1);
  });
});
