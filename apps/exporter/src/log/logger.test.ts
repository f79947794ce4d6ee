import { describe, expect, it } from 'vitest';
import { createLogger, type LogFormat, type LogLevel } from './logger.ts';

function logged(
  options: { level?: LogLevel; format?: LogFormat },
  use: (logger: ReturnType<typeof createLogger>) => void,
): string[] {
  const lines: string[] = [];
  const logger = createLogger({
    level: options.level ?? 'info',
    format: options.format ?? 'logfmt',
    write: (line) => lines.push(line),
    now: () => new Date('2026-01-02T03:04:05.678Z'),
  });
  use(logger);
  return lines;
}

describe('createLogger', () => {
  it('writes time, level and message first, as Prometheus does, and then the fields', () => {
    const lines = logged({}, (logger) => {
      logger.info('Listening', {
        address: '[::1]:9464',
        url: 'http://[::1]:9464/metrics',
        tries: 2,
      });
    });
    expect(lines).toEqual([
      'time=2026-01-02T03:04:05.678Z level=INFO msg=Listening address=[::1]:9464 url=http://[::1]:9464/metrics tries=2\n',
    ]);
  });

  it('writes one JSON object a line', () => {
    const lines = logged({ format: 'json' }, (logger) => {
      logger.warn('Cut "off"', { requests: 3, done: false, metric: undefined });
    });
    expect(lines).toEqual([
      '{"time":"2026-01-02T03:04:05.678Z","level":"WARN","msg":"Cut \\"off\\"","requests":3,"done":false}\n',
    ]);
  });

  it.each([
    ['two words', '"two words"'],
    ['', '""'],
    ['a=b', '"a=b"'],
    ['say "hi"', String.raw`"say \"hi\""`],
    ['back\\slash', String.raw`"back\\slash"`],
    ['line\nbreak', String.raw`"line\nbreak"`],
    ['\u001b[31m', String.raw`"\u001b[31m"`],
    ['\u009b31m\u2028', String.raw`"\u009b31m\u2028"`],
    ['Zürich', '"Zürich"'],
  ])('quotes %j so that it stays one field of one line', (value, written) => {
    const [line] = logged({}, (logger) => {
      logger.info('m', { value });
    });
    expect(line).toBe(`time=2026-01-02T03:04:05.678Z level=INFO msg=m value=${written}\n`);
  });

  it('leaves fields out that are undefined', () => {
    const [line] = logged({}, (logger) => {
      logger.error('m', { metric: undefined, collector: 'x' });
    });
    expect(line).toBe('time=2026-01-02T03:04:05.678Z level=ERROR msg=m collector=x\n');
  });

  it.each([
    ['debug', ['DEBUG', 'INFO', 'WARN', 'ERROR']],
    ['info', ['INFO', 'WARN', 'ERROR']],
    ['warn', ['WARN', 'ERROR']],
    ['error', ['ERROR']],
  ] as const)('at the level %s writes %j', (level, written) => {
    const lines = logged({ level }, (logger) => {
      logger.debug('m');
      logger.info('m');
      logger.warn('m');
      logger.error('m');
    });
    expect(lines.map((line) => /level=(\w+)/.exec(line)?.[1])).toEqual(written);
  });
});
