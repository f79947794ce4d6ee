// Looks for links in markdown that lead nowhere: to files, to headings, and to what is ours on the web. It asks no
// network. Run it after build-reference, whose pages are checked too.
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { readMarkdown, type MarkdownPage } from './markdown-page.ts';

/** Addresses that are files of this repository. */
const onTheWeb =
  /^https:\/\/(?:github\.com\/telltale-metrics\/telltale\/(?:tree|blob)|raw\.githubusercontent\.com\/telltale-metrics\/telltale)\/main\//;
/** Shipped with every package, whatever its manifest says. */
const alwaysShipped = ['README.md', 'LICENSE', 'package.json'];

/**
 * Checks the links of pages.
 *
 * @param root - the folder that `files` are relative to
 * @returns what is wrong, a line for each
 */
export function checkLinks(root: string, files: readonly string[]): string[] {
  const read = new Map<string, MarkdownPage>();
  const pageOf = (path: string): MarkdownPage => {
    const page = read.get(path) ?? readMarkdown(readFileSync(path, 'utf8'));
    read.set(path, page);
    return page;
  };
  const faultOf = (target: string, from: string): string | undefined => {
    const inside = onTheWeb.test(target) ? `/${target.replace(onTheWeb, '')}` : target;
    if (/^[a-z][a-z+.-]*:/i.test(inside)) return undefined;
    const [path = '', anchor = ''] = inside.split('#').map(decodeURIComponent);
    const folder = path.startsWith('/') ? root : dirname(from);
    const file = path === '' ? from : join(folder, path);
    if (relative(root, file).startsWith('..')) return 'leaves the repository';
    if (!existsSync(file)) return `there is no ${relative(root, file)}`;
    if (inside === target && !isShippedWith(from, file)) {
      return 'is not in the package that has this page: write https://github.com/telltale-metrics/telltale/blob/main/…';
    }
    if (anchor === '' || !file.endsWith('.md') || pageOf(file).anchors.has(anchor))
      return undefined;
    return `there is no heading for #${anchor} in ${relative(root, file)}`;
  };
  return files.flatMap((name) => {
    const from = join(root, name);
    const { links, undefinedNames } = pageOf(from);
    return [
      ...links.flatMap(({ target, line }) => {
        const fault = faultOf(target, from);
        return fault === undefined ? [] : [`${name}:${line}: ${target}: ${fault}`];
      }),
      ...undefinedNames.map(({ target, line }) => `${name}:${line}: [${target}] is not defined`),
    ];
  });
}

/** Whether who has installed the package of a README has the file. What is no README of a published package always has. */
function isShippedWith(readme: string, file: string): boolean {
  const folder = dirname(readme);
  const manifest = join(folder, 'package.json');
  if (basename(readme) !== 'README.md' || !existsSync(manifest)) return true;
  const { private: isPrivate, files = [] } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    private?: boolean;
    files?: readonly string[];
  };
  if (isPrivate === true) return true;
  const [first = ''] = relative(folder, file).split(sep);
  return [...files, ...alwaysShipped].includes(first);
}

if (import.meta.main) {
  const root = process.cwd();
  const listed = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '*.md'],
    { cwd: root, encoding: 'utf8' },
  );
  const files = listed.split('\0').filter((file) => file !== '' && existsSync(join(root, file)));
  const reference = globSync('docs/reference/**/*.md', { cwd: root });
  if (reference.length === 0) {
    console.error('docs/reference is missing: run pnpm docs:reference first.');
    process.exitCode = 1;
  }
  const faults = checkLinks(root, [...files, ...reference].sort());
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
}
