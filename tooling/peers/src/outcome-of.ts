import { AssertionError } from 'node:assert/strict';
import { NotOffered, type Contender } from './contender.ts';
import type { Fault } from './fault.ts';
import type { Outcome } from './outcomes.ts';

/**
 * Runs the rule of a fault on a new client.
 *
 * @throws what the client threw where the scenario did not expect it: that is no outcome, but a scenario that does not
 * fit the client
 */
export async function outcomeOf(fault: Fault, contender: Contender): Promise<Outcome> {
  try {
    await fault.rule(contender.client());
    return 'passes';
  } catch (error) {
    if (error instanceof AssertionError) return 'fault';
    if (error instanceof NotOffered) return 'not offered';
    throw error;
  }
}
