import type { Registry } from '@telltale/registry';

// The contracts live in @telltale/model. This package sits two floors above it, and takes them from what the registry
// takes and gives, so that whoever writes a collector needs no second install.

/** Makes metrics when they are asked for; what `registry().register()` takes. */
export type Collector = ReturnType<Registry['collectors']>[number];

/** What a collector is told about the scrape it works for. */
export type CollectContext = Parameters<Collector['collect']>[1];

/** What a collector appends to its buffer: an instrument, or a family. */
export type Metric = Parameters<Collector['collect']>[0][number];

/** An immutable reading of a metric; what `registry().gather()` gives. */
export type MetricFamily = Awaited<ReturnType<Registry['gather']>>[number];
