import type { Client } from './contender.ts';

/** A fault that some client has, and the rule that it breaks. */
export interface Fault {
  /** What goes wrong. */
  readonly name: string;
  /**
   * Runs the scenario on a client with an empty registry.
   *
   * @throws AssertionError where the fault is there
   * @throws NotOffered where the client has nothing to run the scenario on
   */
  rule(client: Client): Promise<void>;
}

/**
 * Does what a client may refuse: refusing is as good as ignoring, as long as nothing is left behind.
 *
 * @returns whether it was taken
 */
export function attempt(action: () => void): boolean {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}
