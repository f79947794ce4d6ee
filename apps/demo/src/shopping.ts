/** A request that a customer makes. */
export interface PlannedRequest {
  readonly method: 'GET' | 'POST';
  /** The template that the path was made from, so that requests can be counted by it. */
  readonly route: string;
  readonly path: string;
  readonly body?: unknown;
}

type Choose = (choices: readonly number[]) => number;

/** All products, and one that there is not: some customers follow an old link. */
const linkedProducts = [1, 2, 3, 4, 5, 6, 7];
/** The golden cup, 6, is not made any more: once it is sold out, orders for it are refused. */
const suppliedProducts = [1, 2, 3, 4, 5];

/** What customers do, and how many of 100 requests are for it. A little more is ordered than comes in. */
const wishes: readonly { share: number; plan: (choose: Choose) => PlannedRequest }[] = [
  { share: 30, plan: () => get('/products') },
  { share: 35, plan: (choose) => get('/products/:id', choose(linkedProducts)) },
  { share: 10, plan: (choose) => get('/products/:id/recommendations', choose(linkedProducts)) },
  { share: 4, plan: () => get('/orders') },
  {
    share: 14,
    plan: (choose) =>
      post('/orders', { productId: choose(linkedProducts), quantity: choose([1, 2, 3]) }),
  },
  {
    share: 4,
    plan: (choose) => post('/products/:id/stock', { quantity: 4 }, choose(suppliedProducts)),
  },
  { share: 1, plan: () => post('/orders', { quantity: 'many' }) },
  { share: 2, plan: () => ({ method: 'GET', route: 'none', path: '/favicon.ico' }) },
];

/** What a customer asks for, one after the other, without end. The same seed gives the same requests. */
export function* shopping(seed: number): Generator<PlannedRequest, never> {
  const random = randomNumbers(seed);
  const choose: Choose = (choices) => choices[Math.floor(random() * choices.length)] ?? 0;
  const everyWish = wishes.flatMap((wish) => Array<typeof wish>(wish.share).fill(wish));
  for (;;) {
    const wish = everyWish[Math.floor(random() * everyWish.length)];
    if (wish !== undefined) yield wish.plan(choose);
  }
}

function get(route: string, id?: number): PlannedRequest {
  return { method: 'GET', route, path: pathOf(route, id) };
}

function post(route: string, body: unknown, id?: number): PlannedRequest {
  return { method: 'POST', route, path: pathOf(route, id), body };
}

function pathOf(route: string, id: number | undefined): string {
  return id === undefined ? route : route.replace(':id', String(id));
}

/** Numbers from 0 up to 1, by the "minimal standard" generator of Park and Miller with the multiplier 48271. */
function randomNumbers(seed: number): () => number {
  const modulus = 2 ** 31 - 1;
  let state = (Math.abs(seed) % (modulus - 1)) + 1;
  const random = (): number => {
    state = (state * 48_271) % modulus;
    return state / modulus;
  };
  // The first numbers of seeds that are close to each other are close to each other too.
  for (let skipped = 0; skipped < 5; skipped++) random();
  return random;
}
