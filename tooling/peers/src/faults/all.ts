import type { Fault } from '../fault.ts';
import { amounts } from './amounts.ts';
import { exemplars } from './exemplars.ts';
import { histograms } from './histograms.ts';
import { labels } from './labels.ts';
import { pages } from './pages.ts';
import { scrapes } from './scrapes.ts';

export const faults: readonly Fault[] = [
  ...amounts,
  ...labels,
  ...histograms,
  ...pages,
  ...exemplars,
  ...scrapes,
];
