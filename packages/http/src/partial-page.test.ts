import { Counter } from '@telltale/metrics';
import { GatherError, type MetricFamily } from '@telltale/model';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeGatherer, withoutColumns } from './fake-gatherer.ts';
import { FakeRegistry } from './fake-registry.ts';
import { closeForms, forms } from './handler-forms.ts';

afterEach(closeForms);

const jobs = new Counter({ name: 'jobs_total', help: 'Jobs done.' });
const jobsPage = '# HELP jobs_total Jobs done.\n# TYPE jobs_total counter\njobs_total 0\n';
const problems = [{ collector: 'orders', message: 'late' }];
const reason = 'The metrics could not be collected: ';
const late = `${reason}orders: late\n`;
const unwritable = `${reason}"hand" is neither a metric nor made by constantFamily().\n`;

function failing(...families: readonly MetricFamily[]): FakeGatherer {
  return new FakeGatherer(() => {
    throw new GatherError(problems, families);
  });
}

describe.each(Object.keys(forms))('in the %s form', (form) => {
  const open = forms[form]!;

  it.each<[string, 'error' | 'partial' | undefined, FakeGatherer, number, string]>([
    ['a part is missing', undefined, failing(jobs.snapshot()), 500, late],
    ['a part is missing', 'error', failing(jobs.snapshot()), 500, late],
    ['a part is missing', 'partial', failing(jobs.snapshot()), 200, jobsPage],
    ['nothing worked', 'partial', failing(), 500, late],
  ])('where %s, the mode %s answers accordingly', async (_, errorMode, gatherer, status, page) => {
    const registry = new FakeRegistry();
    const errors: unknown[] = [];
    const onError = (error: unknown): unknown => errors.push(error);
    const client = await open(gatherer, { errorMode, registry, onError });
    const answers = await Promise.all([client('/metrics'), client('/metrics')]);
    expect(answers.map((answer) => answer.status)).toEqual([status, status]);
    expect(answers.map(({ body }) => body.toString())).toEqual([page, page]);
    expect(errors).toEqual([new GatherError(problems)]);
    expect(await registry.samples()).toContain(
      'promhttp_metric_handler_errors_total{cause="gathering"} 1',
    );
  });

  it.each<[string, 'error' | 'partial', readonly MetricFamily[], number, string]>([
    ['one family', 'error', [jobs.snapshot(), withoutColumns('hand')], 500, unwritable],
    ['one family', 'partial', [jobs.snapshot(), withoutColumns('hand')], 200, jobsPage],
    ['all families', 'partial', [withoutColumns('hand')], 500, unwritable],
  ])('where %s cannot be written, the mode %s answers accordingly', async (...given) => {
    const [, errorMode, families, status, page] = given;
    const registry = new FakeRegistry();
    const errors: unknown[] = [];
    const onError = (error: unknown): unknown => errors.push(error);
    const gatherer = new FakeGatherer(() => families);
    const client = await open(gatherer, { errorMode, registry, onError });
    const answers = await Promise.all([client('/metrics'), client('/metrics')]);
    expect(answers.map((answer) => answer.status)).toEqual([status, status]);
    expect(answers.map(({ body }) => body.toString())).toEqual([page, page]);
    expect(errors).toMatchObject([{ code: 'INVALID_VALUE', metric: 'hand' }]);
    expect(await registry.samples()).toContain(
      'promhttp_metric_handler_errors_total{cause="encoding"} 1',
    );
  });

  it('answers 500 in the mode partial to errors that bring no families', async () => {
    const errors: unknown[] = [undefined, null, 'no', new Error('no'), { families: 'no' }];
    const gatherer = new FakeGatherer(() => {
      throw errors.shift();
    });
    const client = await open(gatherer, { errorMode: 'partial' });
    const statuses: number[] = [];
    while (errors.length > 0) statuses.push((await client('/metrics')).status);
    expect(statuses).toEqual([500, 500, 500, 500, 500]);
  });
});
