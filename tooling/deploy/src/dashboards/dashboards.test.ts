import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { deployFolder } from '../deploy-folder.ts';
import { dashboardFiles } from './dashboard-files.ts';

interface PlacedPanel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: {
    readonly x: number;
    readonly y: number;
    readonly w: number;
    readonly h: number;
  };
}

const folder = join(deployFolder, 'grafana');
const files = await dashboardFiles();

test('the folder holds the dashboards and nothing else', () => {
  expect(readdirSync(folder).sort()).toEqual([...files.keys()].sort());
});

describe.each([...files])('%s', (name, text) => {
  const { panels, uid } = JSON.parse(text) as { panels: PlacedPanel[]; uid: string };

  test('is as it was written last: pnpm dashboards', () => {
    expect(readFileSync(join(folder, name), 'utf8')).toBe(text);
  });

  test('belongs to no Grafana and to no data source of one', () => {
    expect(uid).toMatch(/^telltale-/);
    expect(JSON.parse(text)).not.toHaveProperty('id');
    const sources = [...text.matchAll(/"uid": "([^"]*)"/g)].map(([, source]) => source);
    expect(new Set(sources)).toEqual(new Set([uid, '${datasource}']));
  });

  test('says of each panel what it shows', () => {
    for (const { type, title, description = '' } of panels) {
      expect(title).not.toBe('');
      if (type !== 'row') expect(description, title).toMatch(/^[A-Z].*\.$/);
    }
  });

  test('has each panel once, in a place of its own', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    for (const [index, { gridPos: a, title }] of panels.entries()) {
      expect(a.x + a.w, title).toBeLessThanOrEqual(24);
      for (const { gridPos: b, title: other } of panels.slice(index + 1)) {
        const isApart =
          a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y;
        expect(isApart, `${title}, ${other}`).toBe(true);
      }
    }
  });
});
