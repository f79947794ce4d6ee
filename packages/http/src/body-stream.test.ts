import { describe, expect, it } from 'vitest';
import { bodyOf, streamOf } from './body-stream.ts';

const parts = [70_000, 0, 5, 200_000].map((length, index) => Buffer.alloc(length, 65 + index));

describe('bodyOf', () => {
  it.each([
    ['nothing', []],
    ['one short part', [parts[2]!]],
    ['short parts', [parts[2]!, parts[1]!, parts[2]!]],
  ])('gives %s at once, in a copy', (_, some) => {
    const body = bodyOf(some) as Uint8Array;
    expect(Buffer.concat(some).equals(body)).toBe(true);
    const before = Buffer.concat(some);
    body.fill(0);
    expect(Buffer.concat(some).equals(before)).toBe(true);
  });

  it('gives what is longer as a stream of the same bytes', async () => {
    const response = new Response(bodyOf(parts));
    expect(Buffer.concat(parts).equals(await response.bytes())).toBe(true);
  });
});

describe('streamOf', () => {
  it('gives copies of at most 64 KiB', async () => {
    const copies = parts.map((part) => Buffer.from(part));
    const lengths: number[] = [];
    for await (const piece of streamOf(parts)) {
      lengths.push(piece.length);
      piece.fill(0);
    }
    expect(lengths).toEqual([65_536, 4464, 5, 65_536, 65_536, 65_536, 3392]);
    expect(parts.every((part, index) => part.equals(copies[index]!))).toBe(true);
  });

  it('makes no piece before it is asked for one, and none after it was cancelled', async () => {
    let taken = 0;
    const counted = {
      *[Symbol.iterator]() {
        for (const part of parts) {
          taken++;
          yield part;
        }
      },
    };
    const reader = streamOf(counted as unknown as readonly Uint8Array[]).getReader();
    await reader.read();
    // Of the first part there is still one piece to come, which waits to be read.
    expect(taken).toBe(1);
    await reader.cancel();
    expect(await reader.read()).toEqual({ value: undefined, done: true });
    expect(taken).toBe(1);
  });
});
