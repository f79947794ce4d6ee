import { Gauge } from '@telltale/metrics';
import type { Collector } from '@telltale/model';

/** A source that the exporter loads: as many series as its option says, a twentieth of which change at each collection. */
export default function largePage({ options }: { options: { series: number } }): Collector {
  const { series } = options;
  const gauge = new Gauge({
    name: 'load_items',
    help: 'Items by shelf and place.',
    labelNames: ['shelf', 'place'],
    maxSeries: series,
  });
  const handles = Array.from({ length: series }, (_, index) =>
    gauge.labels({ shelf: `shelf-${index % 100}`, place: `place-${Math.floor(index / 100)}` }),
  );
  let turn = 0;
  return {
    name: 'large_page',
    collect(buf) {
      turn++;
      for (let index = turn % 20; index < series; index += 20) handles[index]?.set(turn);
      buf.push(gauge);
    },
  };
}
