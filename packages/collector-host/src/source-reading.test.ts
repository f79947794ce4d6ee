import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { plainFiles } from './complete-machine.ts';
import { FixtureMachine } from './fixture-machine.ts';
import { hostCollector } from './host-collector.ts';
import type { HostSource } from './host-source.ts';
import { SourceReading, type Outcome } from './source-reading.ts';

const never = new AbortController().signal;

describe('SourceReading', () => {
  const messageOf = ({ error }: Outcome): string => (error as Error).message;

  it('gives what was read, at once or later', async () => {
    for (const read of [() => undefined, () => Promise.resolve()] satisfies HostSource[]) {
      const { metrics, seconds, error } = await new SourceReading(read, 60_000).outcome(never);
      expect({ metrics, error }).toEqual({ metrics: [], error: undefined });
      expect(seconds).toBeGreaterThan(0);
    }
  });

  it('gives the error of a source that throws, also one that throws nothing', async () => {
    const failed = new SourceReading(() => Promise.reject(new Error('no disk')), 60_000);
    expect(messageOf(await failed.outcome(never))).toBe('no disk');
    const threwNothing = new SourceReading(() => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- what a faulty driver may do
      throw undefined;
    }, 60_000);
    expect(messageOf(await threwNothing.outcome(never))).toBe('It threw nothing.');
  });

  it('does not wait longer than the deadline, nor read again before the reading has ended', async () => {
    const readings: PromiseWithResolvers<void>[] = [];
    const source = new SourceReading(() => {
      readings.push(Promise.withResolvers());
      return (readings.at(-1) as PromiseWithResolvers<void>).promise;
    }, 1);
    expect(messageOf(await source.outcome(never))).toBe('It did not end within 1 ms.');
    const skipped = 'It has not ended since an earlier scrape, and is not read again until then.';
    expect(messageOf(await source.outcome(never))).toBe(skipped);
    expect(readings).toHaveLength(1);
    // It fails after all, which nobody waits for any more.
    readings[0]?.reject(new Error('too late'));
    await vi.waitFor(async () => {
      expect(messageOf(await source.outcome(never))).not.toBe(skipped);
    });
    expect(readings).toHaveLength(2);
    readings[1]?.resolve();
  });

  it('does not wait longer than the scrape', async () => {
    const source = new SourceReading(() => new Promise(() => undefined), 60_000);
    const scrape = new AbortController();
    const outcome = source.outcome(scrape.signal);
    scrape.abort(new Error('the scraper has gone'));
    expect(messageOf(await outcome)).toBe('the scraper has gone');
  });

  it('reads once for scrapes of the same time, and for one that comes after another has left', async () => {
    const gate = Promise.withResolvers<undefined>();
    const read = vi.fn<HostSource>((_, signal) =>
      gate.promise.then(() => {
        signal.throwIfAborted();
      }),
    );
    const source = new SourceReading(read, 60_000);
    const scrape = new AbortController();
    const left = source.outcome(scrape.signal);
    const outcomes = [source.outcome(never)];
    scrape.abort(new Error('the scraper has gone'));
    expect(messageOf(await left)).toBe('the scraper has gone');
    outcomes.push(source.outcome(never));
    gate.resolve(undefined);
    for (const { error } of await Promise.all(outcomes)) expect(error).toBeUndefined();
    expect(read).toHaveBeenCalledOnce();
    expect((await source.outcome(never)).error).toBeUndefined();
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('tells a source that is late to go no further', async () => {
    let told: AbortSignal | undefined;
    const source = new SourceReading((_, signal) => {
      told = signal;
      return new Promise(() => undefined);
    }, 1);
    await source.outcome(never);
    expect(told?.aborted).toBe(true);
  });
});

describe('a sensor that does not answer', () => {
  let machine: FixtureMachine;

  beforeEach(() => {
    machine = new FixtureMachine({ ...plainFiles, 'sys/class/hwmon/hwmon0/fan1_input': '1000\n' });
  });

  afterEach(() => {
    machine[Symbol.dispose]();
  });

  it('costs only its own source, until it answers', async () => {
    // A pipe that nobody writes to holds whoever opens it, as a driver does.
    const pipe = `${machine.root}/sys/class/hwmon/hwmon0/temp1_input`;
    execFileSync('mkfifo', [pipe]);
    const errors: string[] = [];
    const collector = hostCollector({
      ...machine.options,
      collectors: ['hwmon', 'loadavg'],
      sourceTimeoutMs: 20,
      onError: (name, error) => errors.push(`${name}: ${(error as Error).message}`),
    });
    const namesShown = async (): Promise<string[]> => {
      const metrics: Parameters<typeof collector.collect>[0] = [];
      await collector.collect(metrics, { signal: AbortSignal.timeout(60_000) });
      return metrics.map(({ name }) => name).filter((name) => !name.startsWith('node_scrape_'));
    };
    const others = ['node_load1', 'node_load5', 'node_load15'];
    expect(await namesShown()).toEqual(others);
    expect(await namesShown()).toEqual(others);
    expect(errors).toEqual([
      'hwmon: It did not end within 20 ms.',
      'hwmon: It has not ended since an earlier scrape, and is not read again until then.',
    ]);
    await rename(pipe, `${machine.root}/pipe`);
    writeFileSync(pipe, '41000\n');
    writeFileSync(`${machine.root}/pipe`, '40000\n');
    await vi.waitFor(async () => {
      expect(await namesShown()).toEqual([
        'node_hwmon_fan_rpm',
        'node_hwmon_temp_celsius',
        ...others,
      ]);
    }, 20_000);
  });
});
