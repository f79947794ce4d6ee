import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { expect, it, vi } from 'vitest';

// Each starts a Node.js of its own.
vi.setConfig({ testTimeout: 60_000 });

it.each(['throw', 'delete'])(
  'labels are found where Node.js runs with --disable-proto=%s',
  (mode) => {
    const program = `
    import { Counter } from './src/index.ts';
    const counter = new Counter({ name: 'c_total', help: '', labelNames: ['a', 'b'] });
    counter.inc({ a: '1', b: '2' });
    counter.inc({ b: '2', a: '1' }, 2);
    let refusal;
    try {
      counter.inc(Object.create({ a: '1', b: '2' }));
    } catch (error) {
      refusal = error.code;
    }
    console.log(JSON.stringify({ series: [...counter.snapshot().series], refusal }));
  `;
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [
        `--disable-proto=${mode}`,
        '--conditions=@telltale/source',
        '--input-type=module-typescript',
        '--eval',
        program,
      ],
      { cwd: dirname(import.meta.dirname), encoding: 'utf8', timeout: 50_000 },
    );
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({
      series: [{ labels: { a: '1', b: '2' }, value: 3 }],
      refusal: 'INVALID_LABELS',
    });
  },
);
