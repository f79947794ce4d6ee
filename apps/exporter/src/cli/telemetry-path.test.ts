import { ConfigError } from '@telltale/model';
import { describe, expect, it } from 'vitest';
import { parseTelemetryPath } from './telemetry-path.ts';

describe('parseTelemetryPath', () => {
  it.each([
    ['/metrics', '/metrics'],
    ['/', '/'],
    ['/a/b-c/', '/a/b-c/'],
    ['/é', '/%C3%A9'],
    ['/a/../b', '/b'],
    ['/"<>', '/%22%3C%3E'],
  ])('gives %s as clients send it: %s', (text, path) => {
    expect(parseTelemetryPath(text)).toBe(path);
  });

  it.each(['', 'metrics', '/a b', '/a?b', '/a#b', '/a\\b', 'http://localhost/metrics'])(
    'refuses %j, which is no path',
    (text) => {
      expect(() => parseTelemetryPath(text)).toThrow(
        new ConfigError(
          `${JSON.stringify(text)} is not a path: expected one that begins with / and has no query, such as /metrics.`,
        ),
      );
    },
  );

  it.each(['/-/healthy', '/-/ready', '/-', '/-/', '/x/../-/ready'])(
    'refuses %s, which is the exporter’s own',
    (text) => {
      expect(() => parseTelemetryPath(text)).toThrow(
        new ConfigError(
          `${JSON.stringify(text)} is taken: paths below /-/ are the exporter's own. Choose one such as /metrics.`,
        ),
      );
    },
  );
});
