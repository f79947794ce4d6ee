import { lint } from '@telltale/exposition';
import { constantFamily } from '@telltale/model';
import { NewCollectorError } from './new-collector-error.ts';

/** What is derived from the name of a collector, such as `disk-queue`. */
export interface CollectorName {
  /** As given: what the folder is called after `collector-`. */
  readonly kebab: string;
  /** `diskQueue`: what the factory begins with. */
  readonly camel: string;
  /** `DiskQueue`: what its types begin with. */
  readonly pascal: string;
  /** `disk_queue_`: what its metrics begin with. */
  readonly prefix: string;
  /** `collector-disk-queue` */
  readonly folder: string;
  /** `@telltale/collector-disk-queue` */
  readonly packageName: string;
}

const longest = 40;
/** Words of ASCII letters and digits that begin with a letter, with a hyphen between: good for npm, files, code and metrics. */
const words = /^[a-z][a-z0-9]*(?:-[a-z][a-z0-9]*)*$/;

/**
 * Reads the name of a new collector.
 *
 * @throws NewCollectorError if it cannot be the name of a package, or if the metrics of the collector would not pass
 * the linter
 */
export function collectorName(given: string): CollectorName {
  if (given === '') throw refusal(given, 'it is empty');
  if (given.length > longest) {
    throw refusal(given, `it has ${given.length} characters, at most ${longest} are allowed`);
  }
  if (/^(?:@telltale\/)?collector-/.test(given)) {
    throw refusal(given, 'leave "collector-" out, it is put in front');
  }
  if (given.endsWith('-collector')) {
    throw refusal(given, 'leave "-collector" out, the factory is called so anyway');
  }
  if (!words.test(given)) {
    throw refusal(
      given,
      'write words of a-z and 0-9 that begin with a letter, with one hyphen between',
    );
  }
  const pascal = given
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
  const name = {
    kebab: given,
    camel: pascal.charAt(0).toLowerCase() + pascal.slice(1),
    pascal,
    prefix: `${given.replaceAll('-', '_')}_`,
    folder: `collector-${given}`,
    packageName: `@telltale/collector-${given}`,
  };
  checkMetricNames(name);
  return name;
}

/** A collector called `gauge` could not have a gauge `gauge_up`. */
function checkMetricNames({ kebab, prefix }: CollectorName): void {
  const [problem] = lint(
    ['up', 'entries'].map((last) =>
      constantFamily({
        name: prefix + last,
        help: 'Help.',
        type: 'gauge',
        series: [{ value: 1 }],
      }),
    ),
  );
  if (problem !== undefined) {
    throw refusal(kebab, `its metric ${problem.metric} would not do: ${problem.message}`);
  }
}

function refusal(given: string, reason: string): NewCollectorError {
  return new NewCollectorError(
    `${JSON.stringify(given)} cannot be the name of a collector: ${reason}. Example: disk-queue`,
  );
}
