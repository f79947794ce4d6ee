import type { CollectorName } from '../collector-name.ts';

/** `README.md`. Its example is run from the packed tarball, its output compared. */
export function readme({ kebab, camel, prefix, packageName }: CollectorName): string {
  return `# ${packageName}

Shows how many files and folders there are in a folder: a collector to begin from. Say here in two sentences what ${kebab} is and what its metrics are good for.

## Install

\`\`\`sh
npm install ${packageName} @telltale/registry @telltale/exposition
\`\`\`

## Example

\`\`\`ts
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ${camel}Collector } from '${packageName}';
import { encodeText } from '@telltale/exposition';
import { Registry } from '@telltale/registry';

const folder = mkdtempSync(join(tmpdir(), 'example-'));
mkdirSync(join(folder, 'drafts'));
writeFileSync(join(folder, 'letter.txt'), 'Hello');

const registry = new Registry({ collectorMetrics: false });
registry.register(${camel}Collector({ folder }));
console.log(encodeText(await registry.gather()));

rmSync(folder, { recursive: true });
\`\`\`

\`\`\`text
# HELP ${prefix}entries Entries of the folder, by kind.
# TYPE ${prefix}entries gauge
${prefix}entries{kind="file"} 1
${prefix}entries{kind="folder"} 1
# HELP ${prefix}up Whether the folder could be read: 1 if so, else 0.
# TYPE ${prefix}up gauge
${prefix}up 1
\`\`\`

## Options

| option | default | meaning |
| --- | --- | --- |
| \`folder\` | required | The folder whose entries are counted. |
| \`prefix\` | \`${prefix}\` | What the names of the metrics begin with. |
| \`onError\` | none | Called with what went wrong when the folder could not be read. |

## Errors

| code | when | what to do |
| --- | --- | --- |
| \`INVALID_OPTION\` | \`folder\` is not a non-empty string. | Give the path of a folder. |
| \`INVALID_NAME\` | \`prefix\` does not make metric names. | Give a string. |

A collection throws only the reason of a signal that is aborted before it begins. While the folder cannot be read, \`${prefix}up\` is 0 and the other metrics are left out.
`;
}

/** `api.md`, as `pnpm api:update` writes it. */
export function apiReport({ camel, pascal, packageName }: CollectorName): string {
  return `# API of ${packageName}

Written by \`pnpm api:update\`; do not edit.

## ${packageName}

\`\`\`ts
import { Collector } from '@telltale/model';

// @public
export function ${camel}Collector(options: ${pascal}CollectorOptions): Collector;

// @public
export interface ${pascal}CollectorOptions {
    readonly folder: string;
    readonly onError?: ((error: unknown) => void) | undefined;
    readonly prefix?: string | undefined;
}

// (No @packageDocumentation comment for this package)
\`\`\`
`;
}

export function changeset({ kebab, packageName, camel }: CollectorName): string {
  return `---
'${packageName}': minor
---

\`${camel}Collector()\`: metrics of ${kebab}.
`;
}
