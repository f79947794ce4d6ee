import { describe, expect, it } from 'vitest';
import { escapeLabelName, escapeMetricName } from './escape-name.ts';

describe('escapeMetricName', () => {
  it.each([
    ['http_requests_total', 'http_requests_total', 'http__requests__total', 'http_requests_total'],
    ['job:rate5m', 'job:rate5m', 'job:rate5m', 'job:rate5m'],
    ['my.metric', 'my_metric', 'my_dot_metric', 'U__my_2e_metric'],
    ['my.metric_x', 'my_metric_x', 'my_dot_metric__x', 'U__my_2e_metric__x'],
    ['http.status:sum', 'http_status:sum', 'http_dot_status:sum', 'U__http_2e_status:sum'],
    ['a b', 'a_b', 'a__b', 'U__a_20_b'],
    ['1st', '_st', '__st', 'U___31_st'],
    ['label with 😱', 'label_with__', 'label__with____', 'U__label_20_with_20__1f631_'],
    ['花火', '__', '____', 'U___82b1__706b_'],
    ['a-B9', 'a_B9', 'a__B9', 'U__a_2d_B9'],
    ['9', '_', '__', 'U___39_'],
    ['_9:', '_9:', '__9:', '_9:'],
  ])('escapes %j', (name, underscores, dots, values) => {
    expect({
      underscores: escapeMetricName(name, 'underscores'),
      dots: escapeMetricName(name, 'dots'),
      values: escapeMetricName(name, 'values'),
      utf8: escapeMetricName(name, 'allow-utf-8'),
    }).toEqual({ underscores, dots, values, utf8: name });
  });
});

describe('escapeLabelName', () => {
  it('escapes as a metric name is escaped', () => {
    expect(escapeLabelName('http.status', 'underscores')).toBe('http_status');
    expect(escapeLabelName('http.status', 'dots')).toBe('http_dot_status');
    expect(escapeLabelName('http.status', 'values')).toBe('U__http_2e_status');
    expect(escapeLabelName('http.status', 'allow-utf-8')).toBe('http.status');
    expect(escapeLabelName('status_code', 'underscores')).toBe('status_code');
  });

  it('escapes colons, which only metric names may have', () => {
    expect(escapeLabelName('a:b', 'underscores')).toBe('a_b');
    expect(escapeLabelName('a:b', 'dots')).toBe('a__b');
    expect(escapeLabelName('a:b', 'values')).toBe('U__a_3a_b');
  });
});
