import { MetricError, type Metric, type MetricFamily } from '@telltale/model';
import {
  checkHelp,
  checkLabelNames,
  checkMetricName,
  checkMetricType,
  checkUnit,
  ColumnFamily,
  columnsOf,
} from '@telltale/model/internal';

/**
 * Refuses a family that no page can show, before it costs the others. The head of each is looked at; the values and
 * labels of the series only where it was written by hand, since instruments, `constantFamily()` and parsers take care
 * of theirs. Exemplars and native buckets are taken as they are. Of the unit only the kind matters: writers leave out
 * one that the name does not end in.
 *
 * @throws INVALID_NAME, INVALID_OPTION, INVALID_LABEL_NAME, INVALID_VALUE
 */
export function checkFamily(metric: Metric): MetricFamily {
  const family = metric as MetricFamily;
  const { name, type, help, unit, labelNames } = family;
  checkMetricName(name);
  checkMetricType(name, type);
  checkHelp(name, help);
  if (typeof unit !== 'string') checkUnit(name, unit);
  checkLabelNames(name, type, labelNames);
  const columns = columnsOf(family);
  if (family instanceof ColumnFamily) return family;
  const { size, width, values, labelValues, seriesLabelNames } = columns;
  let row = NaN;
  if (values instanceof Float64Array && values.length >= size * width) {
    for (row = 0; row < size; row++) {
      const names = seriesLabelNames?.[row] ?? labelNames;
      checkLabelNames(name, type, names);
      const given = labelValues[row];
      const isText = given?.every((value) => typeof value === 'string');
      if (given?.length !== names.length || !isText) break;
    }
  }
  // Any other size than a whole number from 0 up is never reached.
  if (row === size) return family;
  throw new MetricError(
    'INVALID_VALUE',
    `${name}: a family without all its values or label values; make it with constantFamily().`,
    { metric: name },
  );
}
