import type { Contender } from '../contender.ts';
import type { Settings } from '../settings.ts';

/** One row of the comparison. */
export interface Case {
  /** What it is called on the command line and in the protocol of the programs. */
  readonly id: string;
  readonly title: string;
  /** What the figure counts: nanoseconds an operation or a page, or bytes a series. Less is better. */
  readonly unit: 'ns' | 'bytes';
  /** Whose figure is divided by that of Telltale: the best of the peers in JavaScript, or client_golang. */
  readonly against: 'javascript' | 'client_golang';
  /** How many times as much the peer has to cost, at least. */
  readonly acceptedRatio: number;
  /**
   * The figure of one contender, undefined if it does not have what is measured.
   *
   * @throws WrongPage if it did not do what it was given to do
   */
  run(contender: Contender, settings: Settings): Promise<number | undefined>;
}
