import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { Metric } from '@telltale/model';
import { hostCollector } from './host-collector.ts';
import type { HostCollectorOptions } from './host-options.ts';
import type { LeaveOut } from './left-out.ts';

export interface FixtureReading {
  /** The value of each sample, by what a page of text would call it, but for those about the sources. */
  readonly samples: Readonly<Record<string, number>>;
  /** 1 or 0 for each source. */
  readonly success: Readonly<Record<string, number>>;
  /** What each source said of what it could not show, a line each, without the folder of the machine. */
  readonly errors: Readonly<Record<string, string>>;
}

/** For a reading that has nothing wrong with it. */
export const nothingLeftOut: LeaveOut = (problem) => {
  throw problem;
};

/** The files of a machine that tests make up, in a temporary folder: `proc/…`, `sys/…`, `etc/…`. */
export class FixtureMachine implements Disposable {
  readonly root = mkdtempSync(join(tmpdir(), 'telltale-host-'));

  constructor(files: Readonly<Record<string, string>> = {}) {
    this.write(files);
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.root, path)), { recursive: true });
      writeFileSync(join(this.root, path), content);
    }
  }

  /** Makes `path` lead to `target`, both below the root, as the links of the kernel do: without the root. */
  link(path: string, target: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    symlinkSync(
      relative(dirname(join(this.root, path)), join(this.root, target)),
      join(this.root, path),
    );
  }

  get options(): HostCollectorOptions {
    const procRoot = join(this.root, 'proc');
    return { procRoot, sysRoot: join(this.root, 'sys'), rootfs: this.root };
  }

  async read(options: HostCollectorOptions): Promise<FixtureReading> {
    const errors: Record<string, string> = {};
    const onError: HostCollectorOptions['onError'] = (name, error) => {
      const message = (error as Error).message.replaceAll(`${this.root}/`, '');
      errors[name] = name in errors ? `${errors[name]}\n${message}` : message;
    };
    const metrics: Metric[] = [];
    const collector = hostCollector({ ...this.options, onError, ...options });
    await collector.collect(metrics, { signal: new AbortController().signal });
    const samples: Record<string, number> = {};
    const success: Record<string, number> = {};
    for (const metric of metrics) {
      for (const { labels, value } of metric.snapshot().series) {
        if (metric.name === 'node_scrape_collector_success') {
          success[labels['collector'] as string] = value as number;
        } else if (!metric.name.startsWith('node_scrape_')) {
          const text = Object.entries(labels).map(([name, label]) => `${name}="${label}"`);
          samples[metric.name + (text.length === 0 ? '' : `{${text.join()}}`)] = value as number;
        }
      }
    }
    return { samples, success, errors };
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true });
  }
}
