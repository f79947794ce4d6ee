import { describe, expect, it } from 'vitest';
import { negotiate } from './negotiate.ts';

const text004 = 'text/plain; version=0.0.4; charset=utf-8';
const text100 = 'text/plain; version=1.0.0; charset=utf-8';
const openMetrics001 = 'application/openmetrics-text; version=0.0.1; charset=utf-8';
const openMetrics100 = 'application/openmetrics-text; version=1.0.0; charset=utf-8';
const protobuf =
  'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited';
const askForProtobuf = protobuf.replaceAll(' ', '');

const contentTypeFor = (accept: string | null | undefined): string => negotiate(accept).contentType;

describe('negotiate', () => {
  it('gives text 0.0.4 with escaped names where nothing is asked for', () => {
    expect(negotiate(undefined)).toEqual({
      name: 'text',
      version: '0.0.4',
      escaping: 'underscores',
      contentType: text004,
    });
  });

  it('gives Prometheus 3 OpenMetrics 1.0.0 with UTF-8 names, as it prefers', () => {
    const accept =
      'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,' +
      'application/openmetrics-text;version=0.0.1;q=0.5,' +
      'text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2';
    expect(negotiate(accept)).toEqual({
      name: 'openmetrics',
      version: '1.0.0',
      escaping: 'allow-utf-8',
      contentType: `${openMetrics100}; escaping=allow-utf-8`,
    });
  });

  it('gives a Prometheus with native histograms protobuf, as it prefers', () => {
    const accept = `${askForProtobuf},application/openmetrics-text;version=1.0.0;q=0.8,*/*;q=0.1`;
    expect(negotiate(accept)).toEqual({
      name: 'protobuf',
      version: '',
      escaping: 'underscores',
      contentType: protobuf,
    });
  });

  it.each<[why: string, accept: string, contentType: string]>([
    [
      'with an escaping',
      `${askForProtobuf};escaping=allow-utf-8`,
      `${protobuf}; escaping=allow-utf-8`,
    ],
    ['less than text', `${askForProtobuf};q=0.2,text/plain;q=0.3`, text004],
    ['more than text', `text/plain;q=0.3,${askForProtobuf};q=0.4`, protobuf],
    ['as text', askForProtobuf.replace('delimited', 'compact-text'), text004],
    ['with another message', askForProtobuf.replace('MetricFamily', 'Metric'), text004],
    ['without saying which message', 'application/vnd.google.protobuf;encoding=delimited', text004],
    ['without an encoding', askForProtobuf.replace(';encoding=delimited', ''), text004],
    ['with nothing else said', 'application/vnd.google.protobuf', text004],
    ['not', `${askForProtobuf};q=0`, text004],
    [
      'not, but any other application type',
      'application/vnd.google.protobuf;q=0,application/openmetrics-text;q=0,application/*',
      text004,
    ],
    [
      'as the one that is left of a wildcard',
      'application/openmetrics-text;q=0,application/*',
      protobuf,
    ],
  ])('answers who asks for protobuf %s', (_why, accept, contentType) => {
    expect(contentTypeFor(accept)).toBe(contentType);
  });

  describe('with OpenMetrics 2.0 on', () => {
    const type = 'application/openmetrics-text';
    const openMetrics200 = `${type}; version=2.0.0; charset=utf-8`;

    it.each<[what: string, accept: string, contentType: string]>([
      ['gives it to who asks for its version', `${type};version=2.0.0`, openMetrics200],
      [
        'says with what escaping',
        `${type};version=2.0.0;escaping=dots`,
        `${openMetrics200}; escaping=dots`,
      ],
      [
        'knows what is wanted more',
        `${type};version=2.0.0;q=0.5,${type};version=1.0.0`,
        openMetrics100,
      ],
      ['gives 0.0.1 to who names no version', type, openMetrics001],
      [
        'gives it to no wildcard',
        `${type};version=0.0.1;q=0,${type};version=1.0.0;q=0,*/*;q=0.1`,
        text004,
      ],
      [
        'gives it to no wildcard that is all there is',
        `${type};version=0.0.1;q=0,${type};version=1.0.0;q=0,application/*`,
        protobuf,
      ],
    ])('%s', (_what, accept, contentType) => {
      expect(negotiate(accept, { openMetrics2: true }).contentType).toBe(contentType);
    });

    it('names the format that writes it', () => {
      expect(negotiate(`${type};version=2.0.0`, { openMetrics2: true })).toMatchObject({
        name: 'openmetrics2',
        version: '2.0.0',
      });
    });
  });

  it('gives an immutable format', () => {
    expect(Object.isFrozen(negotiate('text/plain'))).toBe(true);
  });

  it.each<[why: string, accept: string | null | undefined, contentType: string]>([
    ['no header', null, text004],
    ['an empty header', '', text004],
    ['any type', '*/*', text004],
    ['any text', 'text/*', text004],
    ['text without a version', 'text/plain', text004],
    ['text 0.0.4', 'text/plain;version=0.0.4', text004],
    ['text 1.0.0', 'text/plain; version=1.0.0', text100],
    ['a version in quotes', 'text/plain; version="1.0.0"', text100],
    ['OpenMetrics without a version', 'application/openmetrics-text', openMetrics001],
    ['any application type', 'application/*', openMetrics001],
    ['OpenMetrics 0.0.1', 'application/openmetrics-text;version=0.0.1', openMetrics001],
    ['OpenMetrics 1.0.0', 'application/openmetrics-text; version=1.0.0', openMetrics100],
    ['capitals', 'Application/OpenMetrics-Text; Version=1.0.0', openMetrics100],
    ['what we do not have', 'application/json', text004],
    ['a version we do not have', 'application/openmetrics-text;version=3.0.0', text004],
    ['OpenMetrics 2.0.0, which is not on', 'application/openmetrics-text;version=2.0.0', text004],
    [
      'a browser',
      'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8',
      text004,
    ],
  ])('answers %s', (_why, accept, contentType) => {
    expect(contentTypeFor(accept)).toBe(contentType);
  });

  it.each<[why: string, accept: string, contentType: string]>([
    [
      'a higher weight over a place further ahead',
      'text/plain;version=0.0.4;q=0.4, application/openmetrics-text;version=1.0.0;q=0.5',
      openMetrics100,
    ],
    [
      'weights as numbers, not as text',
      'text/plain;q=0.15, application/openmetrics-text;version=1.0.0;q=0.2',
      openMetrics100,
    ],
    ['no weight as 1', 'text/plain;q=0.9, application/openmetrics-text', openMetrics001],
    [
      'what says more exactly what it wants, at one weight',
      'text/plain, application/openmetrics-text;version=1.0.0',
      openMetrics100,
    ],
    ['a type over any type, at one weight', '*/*, application/openmetrics-text', openMetrics001],
    ['any text over any type', '*/*, text/*', text004],
    [
      'what stands first, at one weight and as exact',
      'application/openmetrics-text;version=1.0.0, text/plain;version=0.0.4',
      openMetrics100,
    ],
    ['any type if the rest is not there', 'application/json, */*;q=0.1', text004],
  ])('prefers %s', (_why, accept, contentType) => {
    expect(contentTypeFor(accept)).toBe(contentType);
  });

  it.each<[why: string, accept: string, contentType: string]>([
    ['the only one', 'application/openmetrics-text;q=0', text004],
    ['a type beside any type', 'text/plain;q=0, */*', openMetrics001],
    [
      'a version beside the type',
      'application/openmetrics-text;version=0.0.1;q=0.0, application/openmetrics-text',
      openMetrics100,
    ],
    ['a type, but one version of it not', 'text/plain;q=0, text/plain;version=1.0.0', text100],
    ['everything, which still gets text', '*/*;q=0', text004],
  ])('leaves out what has the weight 0: %s', (_why, accept, contentType) => {
    expect(contentTypeFor(accept)).toBe(contentType);
  });

  it.each(['allow-utf-8', 'underscores', 'dots', 'values'] as const)(
    'takes the escaping %s from the range that it answers',
    (escaping) => {
      expect(
        negotiate(`text/plain;version=1.0.0;escaping=${escaping}, */*;q=0.1;escaping=dots`),
      ).toEqual({
        name: 'text',
        version: '1.0.0',
        escaping,
        contentType: `${text100}; escaping=${escaping}`,
      });
    },
  );

  it('ignores an escaping that it does not know', () => {
    const format = negotiate('text/plain;version=1.0.0;escaping=rot13');
    expect(format.escaping).toBe('underscores');
    expect(format.contentType).toBe(text100);
  });

  it.each<[accept: string, contentType: string]>([
    [',,;;,', text004],
    ['text', text004],
    ['/', text004],
    ['text/', text004],
    ['*/plain', text004],
    ['a/b/c, application/openmetrics-text', openMetrics001],
    ['text/plain;q=abc', text004],
    ['application/openmetrics-text;q=, text/plain;q=0.5', openMetrics001],
    ['application/openmetrics-text;q=1.5, text/plain;q=0.5', openMetrics001],
    ['application/openmetrics-text;q=-1, text/plain;q=0.5', openMetrics001],
    ['application/openmetrics-text;version="1.0.0', text004],
    ['x/y;a="b,c\\",d", application/openmetrics-text', openMetrics001],
    ['application/openmetrics-text;version', openMetrics001],
    ['application/openmetrics-text;=1.0.0', openMetrics001],
    ['\0\u{10ffff}text/plain', text004],
    ['"', text004],
    ['text/plain;version="\\', text004],
  ])('does not stumble over %j', (accept, contentType) => {
    expect(contentTypeFor(accept)).toBe(contentType);
  });

  it('reads a hundred ranges and no more', () => {
    const after = (count: number): string =>
      `${'text/plain;q=0,'.repeat(count)}application/openmetrics-text;q=0.001`;
    expect(contentTypeFor(after(99))).toBe(openMetrics001);
    expect(contentTypeFor(after(100))).toBe(text004);
    expect(contentTypeFor(after(10_000))).toBe(text004);
  });
});
