import { describe, expect, it } from 'vitest';
import { LineSplitter } from './line-splitter.ts';

function split(pieces: readonly string[], maxLineBytes = 10): string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter(maxLineBytes, (line, isCut) => {
    lines.push(line.toString('latin1') + (isCut ? ' (cut)' : ''));
  });
  for (const piece of pieces) splitter.push(Buffer.from(piece, 'latin1'));
  return lines;
}

describe('LineSplitter', () => {
  it('gives lines that end in LF or CR LF, also empty ones', () => {
    expect(split(['a\nb\r\n\n\r\nc'])).toEqual(['a', 'b', '', '']);
  });

  it('joins a line that comes in pieces, and lets the last one wait', () => {
    expect(split(['a', 'b', '', 'c\nd', '\r', '\ne'])).toEqual(['abc', 'd']);
  });

  it.each([
    ['in one piece', ['0123456789abc\nnext\n']],
    ['in several', ['0123', '456789', 'abc', 'def\nne', 'xt\n']],
    ['cut between', ['0123456789', 'a\nnext\n']],
  ])('keeps the beginning of a line that is too long %s', (_, pieces) => {
    expect(split(pieces)).toEqual(['0123456789 (cut)', 'next']);
  });

  it('takes a line of just the length that is kept', () => {
    expect(split(['0123', '456789', '\n'])).toEqual(['0123456789']);
  });

  it('leaves out the zeros of a hole before a line, however long', () => {
    expect(split(['\0'.repeat(50), '\0'.repeat(50), '\0\0line\nb\0\n'])).toEqual(['line', 'b\0']);
  });

  it('gives the last line without its end only when it is asked to, once', () => {
    const lines: string[] = [];
    const splitter = new LineSplitter(10, (line) => lines.push(line.toString()));
    splitter.push(Buffer.from('a\nb'));
    splitter.end();
    splitter.end();
    splitter.push(Buffer.from('c'));
    splitter.reset();
    splitter.push(Buffer.from('d\n'));
    expect(lines).toEqual(['a', 'b', 'd']);
  });

  it('does not look into a piece again that it was given', () => {
    const lines: string[] = [];
    const splitter = new LineSplitter(10, (line) => lines.push(line.toString()));
    const piece = Buffer.from('ab');
    splitter.push(piece);
    piece.fill('x');
    splitter.push(Buffer.from('\n'));
    expect(lines).toEqual(['ab']);
  });
});
