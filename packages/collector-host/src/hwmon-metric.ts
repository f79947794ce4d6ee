import type { RowsHead } from './constant-rows.ts';

/** What a file of a sensor is shown as. */
export interface HwmonMetric {
  readonly head: RowsHead;
  /** The value in the unit of the metric. */
  readonly convert: (value: number) => number;
}

const labelNames = ['chip', 'sensor'];

// node_exporter multiplies some and divides others; the last digit shows it.
const thousandth = (value: number): number => value * 0.001;
const millionth = (value: number): number => value / 1_000_000;
const asItIs = (value: number): number => value;

/** The kinds of sensors that are shown. */
export const sensorKinds: readonly string[] = [
  ...['vrm', 'beep_enable', 'update_interval', 'in', 'cpu', 'fan', 'pwm', 'temp', 'curr'],
  ...['power', 'energy', 'humidity', 'intrusion', 'freq'],
];

/**
 * The metric of a file such as `temp1_input`, of which `kind` is `temp` and `element` is `input`. Where the sensor has a
 * file without an element too (`fan1` beside `fan1_input`), that one takes the short name.
 *
 * @see https://docs.kernel.org/hwmon/sysfs-interface.html
 */
export function hwmonMetric(kind: string, element: string, hasBare: boolean): HwmonMetric {
  const name = `node_hwmon_${kind}${suffixOf(element, hasBare)}`;
  if (element === 'fault' || element === 'alarm') {
    return gauge(name, `Hardware sensor ${element} status (${kind})`);
  }
  if (element === 'beep') {
    return gauge(`${name}_enabled`, 'Hardware monitor sensor has beeping enabled');
  }
  return (
    withUnit(kind, element, name) ?? gauge(name, `Hardware monitor ${kind} element ${element}`)
  );
}

function withUnit(kind: string, element: string, name: string): HwmonMetric | undefined {
  switch (kind) {
    case 'beep_enable':
      return gauge('node_hwmon_beep_enabled', 'Hardware beep enabled', (value) =>
        value === 1 ? 1 : 0,
      );
    case 'vrm':
      return gauge('node_hwmon_voltage_regulator_version', 'Hardware voltage regulator');
    case 'update_interval':
      return gauge(
        'node_hwmon_update_interval_seconds',
        'Hardware monitor update interval',
        thousandth,
      );
    case 'in':
    case 'cpu':
      return gauge(`${name}_volts`, `Hardware monitor for voltage (${element})`, thousandth);
    case 'temp': {
      if (element === 'type') return undefined;
      const what = element === '' ? 'input' : element;
      return gauge(`${name}_celsius`, `Hardware monitor for temperature (${what})`, thousandth);
    }
    case 'curr':
      return gauge(`${name}_amps`, `Hardware monitor for current (${element})`, thousandth);
    case 'energy': {
      const help = `Hardware monitor for joules used so far (${element})`;
      const head = { name: `${name}_joule_total`, help, type: 'counter', labelNames } as const;
      return { head, convert: millionth };
    }
    case 'power':
      return power(element, name);
    case 'humidity':
      return gauge(
        name,
        `Hardware monitor for humidity, as a ratio (multiply with 100.0 to get the humidity as a percentage) (${element})`,
        millionth,
      );
    case 'fan':
      if (!['input', 'min', 'max', 'target'].includes(element)) return undefined;
      return gauge(`${name}_rpm`, `Hardware monitor for fan revolutions per minute (${element})`);
    case 'freq':
      if (element !== 'input') return undefined;
      return gauge(`${name}_freq_mhz`, 'Hardware monitor for GPU frequency in MHz', millionth);
    default:
      return undefined;
  }
}

function power(element: string, name: string): HwmonMetric {
  if (element === 'accuracy') {
    return gauge(name, 'Hardware monitor power meter accuracy, as a ratio', millionth);
  }
  if (/^average_interval(?:_min|_max)?$/.test(element)) {
    const help = `Hardware monitor power usage update interval (${element})`;
    return gauge(`${name}_seconds`, help, thousandth);
  }
  const help = `Hardware monitor for power usage in watts (${element})`;
  return gauge(`${name}_watt`, help, millionth);
}

function suffixOf(element: string, hasBare: boolean): string {
  if (element === '' || (element === 'input' && !hasBare)) return '';
  return `_${hwmonName(element)}`;
}

function gauge(name: string, help: string, convert = asItIs): HwmonMetric {
  return { head: { name, help, type: 'gauge', labelNames }, convert };
}

/** A name as labels have it: in lower case, other characters as `_`. */
export function hwmonName(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z\d:_]/g, '_')
    .replaceAll(/^_+|_+$/g, '');
}
