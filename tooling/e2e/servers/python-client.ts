import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { need } from '../src/need.ts';
import type { PageFamily, PageFormat } from './page-reader.ts';

/** Debian's own, which is where its packages of Python modules go. */
const python = '/usr/bin/python3';

/** Whether prometheus_client is there, for tests of `what`. */
export function needPythonClient(what: string): boolean {
  return need({
    what,
    command: [python, '-c', 'import prometheus_client'],
    install: 'apt-get install python3-prometheus-client',
  });
}

export interface PageToRead {
  readonly format: PageFormat;
  readonly page: string;
}

/** What prometheus_client reads on pages, in their order; a traceback where it cannot read one. */
export function readWithPythonClient(pages: readonly PageToRead[]): (PageFamily[] | string)[] {
  const script = join(import.meta.dirname, 'parse_pages.py');
  const { status, stdout, stderr } = spawnSync(python, [script], {
    input: JSON.stringify(pages),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`${script} ended with ${String(status)}\n${stderr}`);
  type Printed = Omit<PageFamily, 'samples'> & {
    samples: { name: string; labels: Record<string, string>; value: string }[];
  };
  return (JSON.parse(stdout) as (Printed[] | string)[]).map((families) =>
    typeof families === 'string'
      ? families
      : families.map((family) => ({
          ...family,
          samples: family.samples.map((one) => ({ ...one, value: pythonNumber(one.value) })),
        })),
  );
}

/** What the process collector of prometheus_client sees of another process: a page in text 0.0.4. */
export function pythonProcessPage(pid: number): string {
  const script = join(import.meta.dirname, 'process_page.py');
  const { status, stdout, stderr } = spawnSync(python, [script, String(pid)], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${script} ended with ${String(status)}\n${stderr}`);
  return stdout;
}

function pythonNumber(text: string): number {
  return text.endsWith('inf') ? Number(text.replace('inf', 'Infinity')) : Number(text);
}
