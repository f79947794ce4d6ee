import { describe, expect, it } from 'vitest';
import { readDocsPage, withOtherPorts } from './docs-page.ts';

const page = `# A page

\`\`\`sh
mkdir a && cd a
npm install @telltale/metrics pg
\`\`\`

\`\`\`ts file=main.ts
console.log(1);
\`\`\`

\`\`\`console
$ node main.ts &
1
$ echo a \\
  b
a b
$ kill %1
\`\`\`

\`\`\`console fails
$ false
\`\`\`

\`\`\`ts
console.log(2);
\`\`\`

\`\`\`text
2
\`\`\`

\`\`\`js
fragment();
\`\`\`

\`\`\`yaml
a: 1
\`\`\`
`;

describe('readDocsPage', () => {
  it('reads what to do, in its order', () => {
    const run = { do: 'run', shown: '', isBackground: false, fails: false };
    expect(readDocsPage(page)).toEqual({
      steps: [
        { do: 'write', file: 'main.ts', text: 'console.log(1);\n' },
        { ...run, command: 'node main.ts', shown: '1\n', isBackground: true },
        { ...run, command: 'echo a \\\n  b', shown: 'a b\n' },
        { ...run, command: 'kill %1' },
        { ...run, command: 'false', fails: true },
        { do: 'write', file: 'program-4.ts', text: 'console.log(2);\n' },
        { ...run, command: 'node program-4.ts', shown: '2\n' },
      ],
      fragments: ['fragment();\n'],
      packages: ['@telltale/metrics', 'pg'],
    });
  });

  it('refuses commands that would not be run', () => {
    expect(() => readDocsPage('```sh\ncurl localhost\n```\n')).toThrow(
      'commands that are run stand in a console block, each after "$ ": curl localhost',
    );
    expect(() => readDocsPage('```console\nls\n```\n')).toThrow(
      'a console block begins without a command: ls',
    );
  });
});

describe('withOtherPorts', () => {
  it('replaces a port wherever it stands', async () => {
    const text = 'listen(9400); // 127.0.0.1:9400, localhost:9401, 94001 stays';
    const ports: Record<string, number> = { '9400': 1, '9401': 2 };
    expect(await withOtherPorts(text, (port) => ports[port] ?? 0)).toBe(
      'listen(1); // 127.0.0.1:1, localhost:2, 94001 stays',
    );
  });
});
