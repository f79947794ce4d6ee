import { spawnSync } from 'node:child_process';

/** What `promtool check metrics` finds on a page of text 0.0.4, a line for each; none on a clean one. */
export function promtoolCheck(page: string): string[] {
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
    input: page,
    encoding: 'utf8',
  });
  const lines = `${stdout}${stderr}`.split('\n').filter((line) => line !== '');
  // It ends with 3 where it has something to say, with 1 where it cannot read the page.
  if (status === 0 ? lines.length > 0 : status !== 3) {
    throw new Error(`promtool ended with ${String(status)}: ${lines.join('\n')}`);
  }
  return lines;
}
