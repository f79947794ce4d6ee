import { expect, test } from 'vitest';
import { readOptions } from './options.ts';

test('without flags and variables there are defaults', () => {
  expect(readOptions([], {})).toEqual({ port: 8080, exporterPort: 9464, traffic: true });
});

test('variables set what no flag sets', () => {
  const env = { PORT: '3000', EXPORTER_PORT: '0', TRAFFIC: 'off' };

  expect(readOptions([], env)).toEqual({ port: 3000, exporterPort: 0, traffic: false });
  expect(readOptions(['--port', '4000'], env).port).toBe(4000);
  expect(readOptions(['--port=0'], env).port).toBe(0);
});

test('an empty variable is none', () => {
  expect(readOptions([], { PORT: '', EXPORTER_PORT: '', TRAFFIC: '' })).toEqual({
    port: 8080,
    exporterPort: 9464,
    traffic: true,
  });
});

test('--no-traffic turns the traffic off', () => {
  expect(readOptions(['--no-traffic'], {}).traffic).toBe(false);
});

test.each([
  [['--port', 'http'], {}, '--port is "http", expected a port from 0 to 65535.'],
  [['--port', '65536'], {}, '--port is "65536", expected a port from 0 to 65535.'],
  [[], { PORT: '80.5' }, 'PORT is "80.5", expected a port from 0 to 65535.'],
  [[], { EXPORTER_PORT: '-1' }, 'EXPORTER_PORT is "-1", expected a port from 0 to 65535.'],
])('%j with %j is refused', (args, env, message) => {
  expect(() => readOptions(args, env)).toThrow(message);
});

test('an unknown flag is refused', () => {
  expect(() => readOptions(['--prot', '80'], {})).toThrow("Unknown option '--prot'");
});
