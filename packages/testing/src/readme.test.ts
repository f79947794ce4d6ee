import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

it('the example of the matchers is the test that runs here', () => {
  const block = /^### With vitest\n[\s\S]*?^```ts\n([\s\S]*?)^```$/m.exec(read('../README.md'));
  expect(block?.[1]).toBe(read('./orders-example.test.ts'));
});
