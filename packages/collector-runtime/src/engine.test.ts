import { describe, expect, it } from 'vitest';
import { engine, engineOf } from './engine.ts';

describe('engineOf', () => {
  it.each([
    ['node', {}],
    ['bun', { bun: '1.4.5' }],
    ['deno', { deno: '2.9.6' }],
  ])('finds %s', (name, versions) => {
    expect(engineOf({ ...process.versions, ...versions })).toBe(name);
  });

  it('is Node.js here', () => {
    expect(engine).toBe('node');
  });
});
