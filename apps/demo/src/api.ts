import type { ApiResponse, Route } from './route.ts';
import type { Order, Shop } from './shop.ts';

/** What the API needs besides the shop itself. */
export interface ApiOptions {
  /** Takes each new order, to have it packed and shipped, and the trace that it was placed in. */
  readonly fulfil: (order: Order, traceId: string) => void;
  /** Ids of products that go with another. Asks somebody else, who may be slow or fail. */
  readonly recommend: (productId: number) => Promise<readonly number[]>;
}

const ordersShown = 50;
/** Of one request. A stock beyond 2^53 could not be read from the database any more. */
const mostItems = 1_000;

/** The HTTP API of the shop. */
export function shopApi(shop: Shop, { fulfil, recommend }: ApiOptions): readonly Route[] {
  return [
    {
      method: 'GET',
      template: '/products',
      handle: () => ok(shop.products()),
    },
    {
      method: 'GET',
      template: '/products/:id',
      handle({ params }) {
        const product = shop.product(Number(params['id']));
        return product === undefined ? unknownProduct : ok(product);
      },
    },
    {
      method: 'GET',
      template: '/products/:id/recommendations',
      async handle({ params }) {
        const id = Number(params['id']);
        if (shop.product(id) === undefined) return unknownProduct;
        try {
          return ok(await recommend(id));
        } catch {
          return problem(503, 'There are no recommendations at the moment.');
        }
      },
    },
    {
      method: 'POST',
      template: '/products/:id/stock',
      async handle({ params, json }) {
        const body = await json();
        const quantity = positiveInteger(body, 'quantity', mostItems);
        if (quantity === undefined) {
          return problem(400, 'Send {"quantity": 1}, or any whole number up to 1,000.');
        }
        const product = shop.restock(Number(params['id']), quantity);
        return product === undefined ? unknownProduct : ok(product);
      },
    },
    {
      method: 'GET',
      template: '/orders',
      handle: () => ok(shop.orders(ordersShown)),
    },
    {
      method: 'POST',
      template: '/orders',
      async handle({ json, traceId }) {
        const body = await json();
        const productId = positiveInteger(body, 'productId');
        const quantity = positiveInteger(body, 'quantity', mostItems);
        if (productId === undefined || quantity === undefined) {
          return problem(
            400,
            'Send {"productId": 1, "quantity": 1}, with a quantity that is a whole number up to 1,000.',
          );
        }
        const order = shop.placeOrder(productId, quantity);
        if (order === 'unknown product') return unknownProduct;
        if (order === 'out of stock') return problem(409, 'There are not so many in stock.');
        fulfil(order, traceId);
        return { status: 201, body: order };
      },
    },
  ];
}

function ok(body: unknown): ApiResponse {
  return { status: 200, body };
}

function problem(status: number, error: string): ApiResponse {
  return { status, body: { error } };
}

const unknownProduct = problem(404, 'There is no such product.');

function positiveInteger(
  body: unknown,
  name: string,
  most = Number.MAX_SAFE_INTEGER,
): number | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const value = (body as Record<string, unknown>)[name];
  if (typeof value !== 'number' || !Number.isInteger(value)) return undefined;
  return value >= 1 && value <= most ? value : undefined;
}
