import { constantFamily, type Collector } from '@telltale/model';
import { describe, expect, it } from 'vitest';
import { collectorSuite as suite } from './collector-suite.ts';
import { collectorSuite } from './vitest.ts';

const uptime: Collector = {
  name: 'uptime',
  collect(buf) {
    buf.push(
      constantFamily({
        name: 'uptime_seconds',
        help: 'Up.',
        type: 'gauge',
        series: [{ value: 1 }],
      }),
    );
  },
};

// As a user calls it: what it describes are tests of this file.
collectorSuite({ name: 'uptimeCollector', create: () => uptime });

describe('collectorSuite', () => {
  it('makes a test of each check, and skips one by its name, with the reason', () => {
    const log: string[] = [];
    const note = (kind: string) => (name: string) => void log.push(`${kind} ${name}`);
    suite(
      { name: 'uptimeCollector', create: () => uptime, skip: { 'has a name': 'it has none' } },
      {
        describe: (name, body) => {
          log.push(name);
          body();
        },
        it: Object.assign(note('run'), { skip: note('skip') }),
      },
    );
    expect(log).toEqual([
      'uptimeCollector, as every collector',
      'skip has a name (it has none)',
      'run appends metrics, and only appends',
      'run has valid names and a help text on each family',
      'run follows the naming conventions',
      'run gives pages that can be read back, in each format',
      'run is registered twice without harm, and can be removed',
      'run collects several times at the same moment',
      'run settles when its signal has aborted',
      'run leaves nothing running when it is disposed',
    ]);
  });
});
