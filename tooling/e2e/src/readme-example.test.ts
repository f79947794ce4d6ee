import { describe, expect, it } from 'vitest';
import { importedPackages, printedAsShown, readPage } from './readme-example.ts';

const page = `# @telltale/x

## Install

\`\`\`sh
npm install @telltale/x @telltale/y
\`\`\`

## Example

Some words.

\`\`\`ts
console.log(1);
\`\`\`

\`\`\`text
1
\`\`\`

## Options

- In a list:

  \`\`\`js
  if (never()) {
    stop();
  }
  \`\`\`

  Some words.

  \`\`\`text
  2
  \`\`\`
`;

describe('readPage', () => {
  it('reads what to install, and every block with what it prints', () => {
    expect(readPage(page)).toEqual({
      packages: ['@telltale/x', '@telltale/y'],
      examples: [
        { language: 'ts', code: 'console.log(1);\n', output: '1\n' },
        { language: 'js', code: 'if (never()) {\n  stop();\n}\n', output: undefined },
      ],
    });
  });

  it('puts the example first, wherever it stands', () => {
    const [install = '', example = '', options = ''] = page.split(/^(?=## (?:Example|Options))/m);
    const { examples } = readPage(install + options + example);
    expect(examples.map(({ language }) => language)).toEqual(['ts', 'js']);
  });

  it('takes a command as the example', () => {
    const { examples } = readPage(page.replace('```ts', '```sh'));
    expect(examples[0]).toEqual({ language: 'sh', code: 'console.log(1);\n', output: '1\n' });
  });

  it('installs what later sections name too, each once', () => {
    const more = '```sh\nnpm install other @telltale/x\n```\n';
    expect(readPage(page + more).packages).toEqual(['@telltale/x', '@telltale/y', 'other']);
  });

  it('leaves out the options of npm install', () => {
    const { packages } = readPage(page.replace('npm install', 'npm install --save-dev -g'));
    expect(packages).toEqual(['@telltale/x', '@telltale/y']);
  });

  it('knows no output where none is shown', () => {
    expect(readPage(page.replace('```text', '```yaml')).examples[0].output).toBeUndefined();
  });

  it('says what a page lacks', () => {
    expect(() => readPage(page.replace('npm install', 'pnpm add'))).toThrow(
      '"## Install" has no line "npm install ..."',
    );
    expect(() => readPage(page.replace('## Example', '## Use'))).toThrow(
      'the page has no section "## Example"',
    );
    expect(() => readPage(page.replace('```ts\nconsole', '```yaml\nconsole'))).toThrow(
      '"## Example" does not start with a ts, js or sh block',
    );
  });
});

describe('importedPackages', () => {
  it('names packages once, without their entries, nor those of Node.js and files', () => {
    const code = `import { createServer } from 'node:http';
import express from 'express';
import {
  expect,
  test,
} from 'vitest/config';
import { metricMatchers } from '@telltale/testing/vitest';
export { series } from '@telltale/testing';
import type { Own } from './own.ts';
console.log("from 'nowhere'");
`;
    expect(importedPackages(code)).toEqual(['express', 'vitest', '@telltale/testing']);
  });
});

describe('printedAsShown', () => {
  it.each([
    ['one\ntwo\n', 'one\ntwo\n', true],
    ['one\ntwo\n', 'one\n', false],
    ['one\n', 'one\ntwo\n', false],
    ['took … ms (…)\n', 'took 3.5 ms (fast)\n', true],
    ['a+b\n', 'aab\n', false],
    ['one\n...\nlast\n', 'one\nlast\n', true],
    ['one\n...\nlast\n', 'one\nx\nlast\ny\nlast\n', true],
    ['one\n...\nlast\n', 'one\nx\n', false],
  ])('of %j and %j says %s', (shown, printed, same) => {
    expect(printedAsShown(shown, printed)).toBe(same);
  });
});
