import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkLinks } from './check-links.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'telltale-links-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

function check(files: Readonly<Record<string, string>>): string[] {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return checkLinks(
    root,
    Object.keys(files).filter((name) => name.endsWith('.md')),
  );
}

describe('checkLinks', () => {
  it('finds nothing wrong with links to files, folders, headings and other sites', () => {
    const page = `# All of it
      [file](docs/a.md) [folder](docs) [own](#all-of-it) [there](docs/a.md#the-type-gauge--more)
      [twice](docs/a.md#same-1) [by id](docs/a.md#here) <a href="docs/a.md">a</a> ![image](docs/b.png "b")
      [ref] [by name][Ref] [web](https://example.com/#x) [mail](mailto:a@example.com)
      [ours](https://github.com/telltale-metrics/telltale/tree/main/docs/a.md)

[ref]: docs/a.md`;
    const other =
      '# The type `gauge` & more\n## Same\n## Same\n<a id="here"></a>[up](../page.md)\n';
    expect(check({ 'page.md': page, 'docs/a.md': other, 'docs/b.png': '' })).toEqual([]);
  });

  it.each([
    ['[a](b.md)', 'page.md:1: b.md: there is no b.md'],
    ['\n[a](<b.md>)', 'page.md:2: b.md: there is no b.md'],
    ['[a][b]\n\n[b]: c/b.md', 'page.md:3: c/b.md: there is no c/b.md'],
    ['[a][b]', 'page.md:1: [b] is not defined'],
    ['<img src="b.png">', 'page.md:1: b.png: there is no b.png'],
    ['# One\n[a](#two)', 'page.md:2: #two: there is no heading for #two in page.md'],
    ['[a](../b.md)', 'page.md:1: ../b.md: leaves the repository'],
    [
      '[a](https://github.com/telltale-metrics/telltale/blob/main/b.md)',
      'page.md:1: https://github.com/telltale-metrics/telltale/blob/main/b.md: there is no b.md',
    ],
  ])('finds what is wrong with %j', (page, fault) => {
    expect(check({ 'page.md': page })).toEqual([fault]);
  });

  it('wants links of what is installed to lead to what is installed with it, or to the web', () => {
    const elsewhere =
      'is not in the package that has this page: write https://github.com/telltale-metrics/telltale/blob/main/…';
    const manifest = JSON.stringify({ files: ['dist', 'deploy'] });
    const web = 'telltale-metrics/telltale';
    const pages = {
      'docs/a.md': '',
      'docs/b.png': '',
      'p/notes.md': '[a](../docs/a.md)',
      'p/deploy/c.md': '[a](../../docs/a.md)',
      'p/README.md': `[one](../docs/a.md) [two](notes.md) [three](deploy/c.md) [four](#x) [five](README.md)
        [web](https://github.com/${web}/blob/main/docs/a.md)
        ![image](https://raw.githubusercontent.com/${web}/main/docs/b.png)
        ![none](https://raw.githubusercontent.com/${web}/main/docs/c.png)

# X`,
    };
    const none = `p/README.md:4: https://raw.githubusercontent.com/${web}/main/docs/c.png: there is no docs/c.png`;
    expect(check({ ...pages, 'p/package.json': manifest })).toEqual([
      `p/README.md:1: ../docs/a.md: ${elsewhere}`,
      `p/README.md:1: notes.md: ${elsewhere}`,
      none,
    ]);
    expect(check({ ...pages, 'p/package.json': '{ "private": true }' })).toEqual([none]);
  });

  it('does not look into code, nor take its comments for headings', () => {
    const page = '```sh\n# Two\n[a](b.md)\n```\n\n`[a](b.md)`\n\n[a](#two)\n';
    expect(check({ 'page.md': page })).toEqual([
      'page.md:8: #two: there is no heading for #two in page.md',
    ]);
  });
});
