// The smallest app that makes sense, as a bundler sees it.
import { encodeText } from '@telltale/exposition/text';
import { Counter } from '@telltale/metrics';
import { Registry } from '@telltale/registry';

const registry = new Registry();
registry.register(new Counter({ name: 'events_total', help: 'Events.' }));
globalThis.page = async () => encodeText(await registry.gather());
