import { constantFamily, type MetricFamily } from '@telltale/model';
import { describe, expect, it } from 'vitest';
import { createLogger, type LogLevel } from './logger.ts';
import { ProblemLog } from './problem-log.ts';

function setUp(level: LogLevel = 'info') {
  const lines: string[] = [];
  const logger = createLogger({
    level,
    format: 'logfmt',
    write: (line) => lines.push(line.trimEnd().replace(/^time=\S+ /, '')),
  });
  const clock = { seconds: 0 };
  return { lines, clock, log: new ProblemLog(logger, () => clock.seconds) };
}

function success(values: Record<string, number>): MetricFamily[] {
  return [
    constantFamily({
      name: 'exporter_collector_success',
      help: 'Whether it worked.',
      type: 'gauge',
      labelNames: ['collector'],
      series: Object.entries(values).map(([collector, value]) => ({
        labels: { collector },
        value,
      })),
    }),
  ];
}

describe('ProblemLog', () => {
  it('logs a failure once, however many scrapes see it', () => {
    const { lines, clock, log } = setUp();
    for (let scrape = 0; scrape < 1000; scrape++) {
      clock.seconds += 15;
      log.report({ collector: 'db', message: 'no route to host' });
      log.settle(success({ db: 0 }));
    }
    expect(lines).toEqual([
      'level=ERROR msg="Collector failed" collector=db error="no route to host"',
    ]);
  });

  it('logs when the failure is another one', () => {
    const { lines, clock, log } = setUp();
    log.report({ collector: 'db', message: 'refused' });
    clock.seconds += 60;
    log.report({ collector: 'db', message: 'denied' });
    expect(lines).toEqual([
      'level=ERROR msg="Collector failed" collector=db error=refused',
      'level=ERROR msg="Collector failed" collector=db error=denied',
    ]);
  });

  it('logs a failure whose message is never the same once a minute', () => {
    const { lines, clock, log } = setUp();
    for (let scrape = 0; scrape < 9; scrape++) {
      log.report({ collector: 'db', message: `query-${scrape}` });
      clock.seconds += 15;
    }
    expect(lines.map((line) => /query-\d/.exec(line)?.[0])).toEqual([
      'query-0',
      'query-4',
      'query-8',
    ]);
  });

  it('tells collectors and their families apart', () => {
    const { lines, log } = setUp();
    log.report({ collector: 'db', metric: 'a', message: 'twice' });
    log.report({ collector: 'db', metric: 'b', message: 'twice' });
    log.report({ collector: 'cache', message: 'twice' });
    log.report({ collector: 'db', metric: 'a', message: 'twice' });
    expect(lines).toEqual([
      'level=ERROR msg="Collector failed" collector=db metric=a error=twice',
      'level=ERROR msg="Collector failed" collector=db metric=b error=twice',
      'level=ERROR msg="Collector failed" collector=cache error=twice',
    ]);
  });

  it('logs that a collector works again, and its next failure', () => {
    const { lines, log } = setUp();
    log.report({ collector: 'db', message: 'refused' });
    log.settle(success({ db: 0, cache: 1 }));
    log.settle(success({ db: 1, cache: 1 }));
    log.settle(success({ db: 1, cache: 1 }));
    log.report({ collector: 'db', message: 'refused' });
    expect(lines).toEqual([
      'level=ERROR msg="Collector failed" collector=db error=refused',
      'level=INFO msg="Collector works again" collector=db',
      'level=ERROR msg="Collector failed" collector=db error=refused',
    ]);
  });

  it('takes no news from a page without the success of collectors', () => {
    const { lines, log } = setUp();
    log.report({ collector: 'db', message: 'refused' });
    log.settle([]);
    log.report({ collector: 'db', message: 'refused' });
    expect(lines).toEqual(['level=ERROR msg="Collector failed" collector=db error=refused']);
  });

  it('logs each failure at the level debug', () => {
    const { lines, log } = setUp('debug');
    log.report({ collector: 'db', message: 'refused' });
    log.report({ collector: 'db', message: 'refused' });
    expect(lines).toEqual([
      'level=ERROR msg="Collector failed" collector=db error=refused',
      'level=DEBUG msg="Collector still fails" collector=db error=refused',
    ]);
  });
});
