import { expect, it } from 'vitest';
import { Turns } from './turns.ts';

const never = new AbortController().signal;

it('lets so many go on, and the others in their order', async () => {
  const turns = new Turns(2);
  const order: string[] = [];
  const ends = new Map<string, () => void>();
  const take = (name: string, signal = never): Promise<string> =>
    turns.take(signal, async () => {
      order.push(name);
      await new Promise<void>((resolve) => ends.set(name, resolve));
      return name;
    });
  const impatient = new AbortController();
  const all = [take('a'), take('b'), take('c'), take('d', impatient.signal), take('e')];
  expect(turns.use).toEqual({ taken: 2, waiting: 3 });
  impatient.abort(new Error('enough'));
  await expect(all[3]).rejects.toThrow('enough');
  ends.get('b')?.();
  await all[1];
  expect(order).toEqual(['a', 'b', 'c']);
  expect(turns.use).toEqual({ taken: 2, waiting: 1 });
  ends.get('a')?.();
  ends.get('c')?.();
  await Promise.all([all[0], all[2]]);
  ends.get('e')?.();
  expect(await all[4]).toBe('e');
  expect(turns.use).toEqual({ taken: 0, waiting: 0 });
});

it('gives a turn back that ended in an error', async () => {
  const turns = new Turns(1);
  const failed = turns.take(never, () => Promise.reject(new Error('broken')));
  await expect(failed).rejects.toThrow('broken');
  expect(await turns.take(never, () => Promise.resolve(1))).toBe(1);
});
