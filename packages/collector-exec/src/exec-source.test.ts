import { inspect } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ExecOptions } from './exec-options.ts';
import type { ExecQuery } from './exec-query.ts';
import { execSource } from './exec-source.ts';

function make(options: ExecOptions = {}) {
  const source = execSource(options);
  onTestFinished(() => source[Symbol.asyncDispose]());
  return source;
}

const never = new AbortController().signal;

function rows(query: ExecQuery, options: ExecOptions = {}, signal = never) {
  return make(options)
    .query(query, { signal })
    .then((found) => found.map((row) => ({ ...row })));
}

/** A command that prints something, in JavaScript. */
function prints(code: string): string[] {
  return [process.execPath, '-e', code];
}

describe('execSource, format json', () => {
  it('makes a row of each object, with exact numbers and nested columns', async () => {
    const text =
      '[{"q":"a","n":9007199254740993,"r":0.1,"ok":true,"none":null,"disk":{"free":5,"io":{"ms":1}},"tags":["x",18446744073709551615]},{"big":1e400}]';
    expect(await rows({ command: prints(`console.log('${text}')`), format: 'json' })).toEqual([
      {
        q: 'a',
        n: 9007199254740993n,
        r: 0.1,
        ok: true,
        none: null,
        'disk.free': 5,
        'disk.io.ms': 1,
        tags: '["x","18446744073709551615"]',
      },
      { big: '1e400' },
    ]);
  });

  it.each([
    ['one object', '{"a":1}', [{ a: 1 }]],
    ['no object', '[]', []],
    ['objects on lines', '{"a":1}\n\n{"a":2}\n', [{ a: 1 }, { a: 2 }]],
    [
      'keys that objects have',
      '{"__proto__":1,"constructor":2}',
      [{ ['__proto__']: 1, constructor: 2 }],
    ],
  ])('takes %s', async (_, text, expected) => {
    const found = await make().query(
      { command: ['printf', '%s', text], format: 'json' },
      { signal: never },
    );
    expect(found.map((row) => Object.entries(row))).toEqual(
      expected.map((row) => Object.entries(row)),
    );
  });

  it.each([
    ['{"a":', /^What printf printed is not as expected: .*JSON/],
    ['', /^What printf printed is not as expected: .*JSON/],
    ['{"a":1}\nx', /^What printf printed is not as expected: .*JSON/],
    [
      '[1]',
      'What printf printed is not as expected: item 1 of the JSON is a number, expected an object.',
    ],
    [
      '[{}, null]',
      'What printf printed is not as expected: item 2 of the JSON is null, expected an object.',
    ],
    [
      '[[]]',
      'What printf printed is not as expected: item 1 of the JSON is an array, expected an object.',
    ],
  ])('refuses %j', async (text, message) => {
    await expect(rows({ command: ['printf', '%s', text], format: 'json' })).rejects.toThrow(
      message,
    );
  });
});

describe('execSource, format csv', () => {
  it('takes the first line for the columns, and quoted cells', async () => {
    const text = '\ufeffname,size\r\n"a, ""b""",12\r\n\r\nc,9007199254740993\r\n';
    expect(await rows({ command: ['printf', '%s', text], format: 'csv' })).toEqual([
      { name: 'a, "b"', size: '12' },
      { name: 'c', size: '9007199254740993' },
    ]);
  });

  it('takes columns that are given, and another delimiter', async () => {
    const query: ExecQuery = {
      command: ['printf', 'a:1\nb:2\n'],
      format: 'csv',
      delimiter: ':',
      columns: ['name', 'n'],
    };
    expect(await rows(query)).toEqual([
      { name: 'a', n: '1' },
      { name: 'b', n: '2' },
    ]);
  });

  it.each([
    ['a,b\n1\n', /Invalid Record Length.*line 2/],
    ['a,a\n1,2\n', 'the CSV has the column "a" twice.'],
    ['a\n"x\n', /quote/i],
  ])('refuses %j', async (text, message) => {
    await expect(rows({ command: ['printf', '%s', text], format: 'csv' })).rejects.toThrow(message);
  });
});

describe('execSource, format lines', () => {
  const command = ['printf', 'Filesystem Used\n/ 5\n\n/home -\r\n'];

  it('makes a row of each line that matches', async () => {
    const pattern = /^(?<mount>\/\S*) (?:(?<used>\d+)|-)$/;
    expect(await rows({ command, format: 'lines', pattern })).toEqual([
      { mount: '/', used: '5' },
      { mount: '/home', used: null },
    ]);
  });

  it('refuses a line that does not match where it is asked to', async () => {
    const query: ExecQuery = {
      command,
      format: 'lines',
      pattern: '^(?<m>/.*)',
      unmatched: 'error',
    };
    await expect(rows(query)).rejects.toThrow(
      'What printf printed is not as expected: line 1 does not match the pattern: "Filesystem Used"',
    );
  });
});

describe('execSource, exit codes', () => {
  it('refuses those that are not expected, with the first lines of stderr', async () => {
    const script = 'echo "[]"; for i in 1 2 3 4 5 6 7; do echo "line $i" >&2; done; exit 3';
    const failed = rows({ command: ['sh', '-c', script], format: 'json' });
    await expect(failed).rejects.toThrow(
      /^sh ended with exit code 3, expected 0\. It said: line 1 \| line 2 \| line 3 \| line 4 \| line 5$/,
    );
    await expect(failed).rejects.toMatchObject({ name: 'ExecError', reason: 'exit', exitCode: 3 });
  });

  it('takes those that are', async () => {
    const command = ['sh', '-c', 'echo "[]"; exit 3'];
    expect(await rows({ command, format: 'json', exitCodes: [0, 3] })).toEqual([]);
    expect(await rows({ command, format: 'json', exitCodes: 'any' })).toEqual([]);
  });

  it('makes a row of the exit code alone', async () => {
    const [row] = await rows({
      command: ['sh', '-c', 'yes | head -c 5000; exit 2'],
      format: 'exit',
    });
    expect(row).toEqual({ exit_code: 2, duration_seconds: expect.any(Number) as number });
    expect(row?.['duration_seconds']).toBeGreaterThan(0);
  });

  it('says which signal ended it', async () => {
    await expect(rows({ command: ['sh', '-c', 'kill -SEGV $$'], format: 'json' })).rejects.toThrow(
      'sh was ended by SIGSEGV.',
    );
  });
});

describe('execSource', () => {
  it('passes nothing to a shell, and says that it does not', async () => {
    expect(await rows({ command: ['printf', '{"a":"%s"}', '$HOME;`id`'], format: 'json' })).toEqual(
      [{ a: '$HOME;`id`' }],
    );
    await expect(rows({ command: ['echo $HOME'], format: 'json' })).rejects.toThrow(
      'echo $HOME could not be started: ENOENT. There is no such program in PATH, or no such cwd. A command is a program and its arguments; it is not given to a shell.',
    );
    await expect(rows({ command: ['/etc/passwd'], format: 'json' })).rejects.toThrow(
      '/etc/passwd could not be started: EACCES. The file may not be executed.',
    );
    const tooLong = ['true', 'x'.repeat(4_000_000)];
    await expect(rows({ command: tooLong, format: 'json' })).rejects.toThrow(
      /^true could not be started: E2BIG\.$/,
    );
  });

  it('gives commands only the environment that it is given', async () => {
    process.env['EXEC_TEST_A'] = 'a';
    process.env['EXEC_TEST_B'] = 'b';
    onTestFinished(() => {
      delete process.env['EXEC_TEST_A'];
      delete process.env['EXEC_TEST_B'];
    });
    const options = {
      env: { C: 'c' },
      secretEnv: { D: 'd' },
      passEnv: ['EXEC_TEST_B', 'EXEC_TEST_NONE'],
      cwd: '/',
    };
    const command = prints('console.log(JSON.stringify({ ...process.env, cwd: process.cwd() }))');
    expect(await rows({ command, format: 'json' }, options)).toEqual([
      { C: 'c', D: 'd', EXEC_TEST_B: 'b', cwd: '/' },
    ]);
    const [row] = await rows({ command, format: 'json' });
    expect(Object.keys(row ?? {})).toEqual(['PATH', 'cwd']);
  });

  it('shows no secret: not in what a program says, nor in its arguments, nor when looked at', async () => {
    const secretEnv = { TOKEN: 'hunter2-hunter2', SHORT: 'hunter2' };
    const scripts = [
      'echo "bad token $TOKEN and $SHORT" >&2; exit 1',
      // At the very end of what is kept of stderr, so that it is cut in the middle.
      'head -c 4090 /dev/zero | tr "\\0" "\\n" >&2; echo "$TOKEN" >&2; exit 1',
      'echo "$TOKEN"',
      'echo "[1] $TOKEN"; kill -9 $$',
    ];
    const source = make({ secretEnv });
    const shown: string[] = [
      inspect(source, { depth: 9, showHidden: true }),
      JSON.stringify(source),
    ];
    for (const script of scripts) {
      const query = { command: ['sh', '-c', script, 'hunter2'], format: 'json' } as const;
      const error: unknown = await source.query(query, { signal: never }).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(Error);
      shown.push(inspect(error, { depth: 9, showHidden: true }), String((error as Error).stack));
    }
    const missing = source.query(
      { command: ['/none', 'hunter2'], format: 'json' },
      { signal: never },
    );
    shown.push(inspect(await missing.catch((e: unknown) => e), { depth: 9, showHidden: true }));
    for (const text of shown) expect(text).not.toMatch(/hunte/);
    expect(shown.join('\n')).toContain('It said: bad token <secret> and <secret>');
  });

  it('repeats nothing of what is printed wrong where a secret is in it, of which a parser may show a piece', async () => {
    const command = ['sh', '-c', 'echo "$TOKEN"'];
    const secretEnv = { TOKEN: 'hunter2 / hunter3' };
    await expect(rows({ command, format: 'json' }, { secretEnv })).rejects.toThrow(
      'What sh printed is not as expected: it has a secret in it, and is not repeated.',
    );
    await expect(rows({ command, format: 'json' }, { env: secretEnv })).rejects.toThrow(
      /^What sh printed is not as expected: .*JSON/,
    );
  });

  it('ends a command that prints too much', async () => {
    const failed = rows({ command: ['yes'], format: 'json' }, { maxOutputBytes: 100_000 });
    await expect(failed).rejects.toThrow(
      'yes printed more than 100000 bytes, and was ended. Raise maxOutputBytes if that is right.',
    );
    await expect(failed).rejects.toMatchObject({ reason: 'output' });
  });

  it('is not held up by a program that says much on stderr', async () => {
    const command = prints('process.stderr.write("x".repeat(5e6), () => console.log("[]"))');
    expect(await rows({ command, format: 'json' })).toEqual([]);
  });
});
