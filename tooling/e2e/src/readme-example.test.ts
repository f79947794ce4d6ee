import { describe, expect, it } from 'vitest';
import { printedAsShown, readExample } from './readme-example.ts';

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

\`\`\`ts
never();
\`\`\`
`;

describe('readExample', () => {
  it('reads what to install, the first block and its output', () => {
    expect(readExample(page)).toEqual({
      packages: ['@telltale/x', '@telltale/y'],
      language: 'ts',
      code: 'console.log(1);\n',
      output: '1\n',
    });
  });

  it('leaves out the options of npm install', () => {
    const { packages } = readExample(page.replace('npm install', 'npm install --save-dev -g'));
    expect(packages).toEqual(['@telltale/x', '@telltale/y']);
  });

  it('knows no output where none is shown', () => {
    expect(readExample(page.replace('```text', '```sh')).output).toBeUndefined();
  });

  it('says what a page lacks', () => {
    expect(() => readExample(page.replace('npm install', 'pnpm add'))).toThrow(
      '"## Install" has no line "npm install ..."',
    );
    expect(() => readExample(page.replace('## Example', '## Use'))).toThrow(
      'the page has no section "## Example"',
    );
    expect(() => readExample(page.replace('```ts\nconsole', '```yaml\nconsole'))).toThrow(
      '"## Example" does not start with a ts, js or sh block',
    );
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
