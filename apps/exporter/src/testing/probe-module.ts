import { Gauge } from '@telltale/metrics';
import type { Collector } from '@telltale/model';
import type { ModuleContext } from '../sources/module.ts';

/** A source of tests that is made for a target: asks it by HTTP, follows where it may, and shows the length of the answer. */
export default function probed({ target }: ModuleContext): Collector {
  if (target === undefined) throw new Error('there is no target');
  const length = new Gauge({ name: 'answer_bytes', help: 'Length of the answer.' });
  return {
    name: 'probed',
    async collect(buf, { signal }) {
      let { url } = target;
      for (;;) {
        const response = await fetch(url ?? `http://${target.text}/`, {
          redirect: 'manual',
          signal,
        });
        const location = response.headers.get('location');
        if (location === null) {
          length.set((await response.text()).length);
          buf.push(length);
          return;
        }
        ({ url } = await target.follow(location));
      }
    },
  };
}
