// Compares the public API of the package in the working directory with its api.md, or writes it
// anew with --update. Either way it refuses names without documentation, `any`, and types that the
// API needs but does not export. Needs the built declarations of the package and its dependencies.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { reportFaults } from './report-faults.ts';

interface Manifest {
  name: string;
  exports: Record<string, string | { types: string }>;
}

const silent = { default: { logLevel: ExtractorLogLevel.None } };

/** The report of one entry, as api-extractor writes it. */
function reportOf(entryFile: string, packageName: string, folder: string): string {
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: process.cwd(),
      mainEntryPointFilePath: entryFile,
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            target: 'es2024',
            lib: ['es2024', 'esnext.disposable'],
            module: 'nodenext',
            moduleResolution: 'nodenext',
            types: ['node'],
            strict: true,
            skipLibCheck: true,
          },
          files: [entryFile],
        },
      },
      apiReport: {
        enabled: true,
        reportFileName: 'entry',
        reportFolder: folder,
        reportTempFolder: join(folder, 'temp'),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      messages: {
        compilerMessageReporting: silent,
        extractorMessageReporting: {
          ...silent,
          'ae-forgotten-export': {
            logLevel: ExtractorLogLevel.Warning,
            addToApiReportFile: true,
          },
        },
        tsdocMessageReporting: silent,
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(process.cwd(), 'package.json'),
  });
  const unexplained: string[] = [];
  Extractor.invoke(config, {
    localBuild: true,
    messageCallback: (message) => {
      message.handled = true;
      if (message.logLevel === ExtractorLogLevel.Error) unexplained.push(message.text);
    },
  });
  if (unexplained.length > 0) {
    throw new Error(`${packageName}: api-extractor failed\n${unexplained.join('\n')}`);
  }
  return readFileSync(join(folder, 'entry.api.md'), 'utf8');
}

/** The declarations in a report, without the wrapping that is the same for each entry. */
function declarationsIn(report: string): string {
  const code = /```ts\n([\s\S]*?)\n```/.exec(report)?.[1];
  if (code === undefined) throw new Error('api-extractor changed the form of its reports');
  return code.trim();
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const folder = mkdtempSync(join(tmpdir(), `telltale-api-${basename(process.cwd())}-`));
let page = `# API of ${manifest.name}\n\nWritten by \`pnpm api:update\`; do not edit.\n`;
const faults = new Set<string>();
try {
  for (const [subpath, target] of Object.entries(manifest.exports)) {
    // What only siblings import is not public.
    if (typeof target === 'string' || subpath === './internal') continue;
    const code = declarationsIn(reportOf(join(process.cwd(), target.types), manifest.name, folder));
    for (const fault of reportFaults(code)) faults.add(fault);
    page += `\n## ${join(manifest.name, subpath)}\n\n\`\`\`ts\n${code}\n\`\`\`\n`;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

if (process.argv.includes('--update')) {
  writeFileSync('api.md', page);
} else if (!existsSync('api.md') || readFileSync('api.md', 'utf8') !== page) {
  console.error(
    `${manifest.name}: api.md does not show the public API as it is now. ` +
      'If the change is meant, run `pnpm api:update` and commit the file with it.',
  );
  process.exitCode = 1;
}

if (faults.size > 0) {
  console.error(`${manifest.name}: the public API has faults:\n  ${[...faults].join('\n  ')}`);
  process.exitCode = 1;
}
