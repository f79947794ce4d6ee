import { readdirSync, statSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { fdCounter } from './proc-fds.ts';

vi.mock('node:fs', { spy: true });

const folder = '/proc/self/fd';
/** What is open besides the descriptor that a listing is read through. */
const open = (): number => readdirSync(folder).length - 1;

describe.skipIf(process.platform !== 'linux')('fdCounter on the proc of the kernel', () => {
  it('counts what is open, without a descriptor of its own', () => {
    expect(fdCounter(folder)()).toBe(open());
  });

  it('counts the same where the kernel gives the folder no size, as before Linux 6.2', () => {
    vi.mocked(statSync).mockReturnValueOnce(Object.assign(statSync(folder), { size: 0 }));
    vi.mocked(readdirSync).mockClear();
    const count = fdCounter(folder)();
    expect(vi.mocked(readdirSync)).toHaveBeenCalledOnce();
    expect(count).toBe(open());
  });
});
