import parse from 'parse-prometheus-text-format';
import type { Contender } from '../contender.ts';

export const contender: Contender = {
  parse(page) {
    const families = parse(page);
    return () => {
      let samples = 0;
      let sum = 0;
      for (const { metrics } of families) {
        for (const metric of metrics) {
          const written = [
            metric.value,
            metric.count,
            metric.sum,
            ...Object.values(metric.buckets ?? {}),
          ].filter((value) => value !== undefined);
          samples += written.length;
          for (const value of written) sum += Number(value);
        }
      }
      return { samples, sum };
    };
  },
};
