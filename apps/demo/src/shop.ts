import type { DatabaseSync } from 'node:sqlite';

export interface Product {
  readonly id: number;
  readonly name: string;
  readonly priceCents: number;
  readonly stock: number;
}

export const orderStatuses = ['placed', 'shipped', 'failed'] as const;
export type OrderStatus = (typeof orderStatuses)[number];

export interface Order {
  readonly id: number;
  readonly productId: number;
  readonly quantity: number;
  readonly totalCents: number;
  readonly status: OrderStatus;
}

/** How many orders have a status, and what they come to. */
export interface OrderSummary {
  readonly status: OrderStatus;
  readonly count: number;
  readonly totalCents: number;
}

/** Stock and orders. It knows nothing of HTTP and nothing of metrics. */
export class Shop {
  readonly #database: DatabaseSync;
  readonly #statements: ReturnType<typeof prepareStatements>;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#statements = prepareStatements(database);
  }

  products(): Product[] {
    return this.#statements.products.all() as unknown as Product[];
  }

  product(id: number): Product | undefined {
    return this.#statements.product.get(id) as Product | undefined;
  }

  /** The latest orders, newest first. */
  orders(limit: number): Order[] {
    return this.#statements.orders.all(limit) as unknown as Order[];
  }

  placeOrder(productId: number, quantity: number): Order | 'unknown product' | 'out of stock' {
    return this.#inTransaction(() => {
      const product = this.product(productId);
      if (product === undefined) return 'unknown product';
      if (product.stock < quantity) return 'out of stock';
      this.#statements.addStock.run(-quantity, productId);
      const totalCents = quantity * product.priceCents;
      return this.#statements.insertOrder.get(productId, quantity, totalCents) as unknown as Order;
    });
  }

  /** Adds to the stock of a product, and returns the product as it is then. */
  restock(productId: number, quantity: number): Product | undefined {
    this.#statements.addStock.run(quantity, productId);
    return this.product(productId);
  }

  markShipped(order: Order): void {
    this.#statements.setStatus.run('shipped', order.id);
  }

  /** The goods go back into stock. */
  markFailed(order: Order): void {
    this.#inTransaction(() => {
      this.#statements.setStatus.run('failed', order.id);
      this.#statements.addStock.run(order.quantity, order.productId);
    });
  }

  /** One line for each status that orders have. */
  orderSummary(): OrderSummary[] {
    return this.#statements.orderSummary.all() as unknown as OrderSummary[];
  }

  #inTransaction<Result>(work: () => Result): Result {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }
}

function prepareStatements(database: DatabaseSync) {
  const product = 'id, name, price_cents AS priceCents, stock';
  const order = 'id, product_id AS productId, quantity, total_cents AS totalCents, status';
  return {
    products: database.prepare(`SELECT ${product} FROM products ORDER BY id`),
    product: database.prepare(`SELECT ${product} FROM products WHERE id = ?`),
    addStock: database.prepare('UPDATE products SET stock = stock + ? WHERE id = ?'),
    orders: database.prepare(`SELECT ${order} FROM orders ORDER BY id DESC LIMIT ?`),
    insertOrder: database.prepare(
      `INSERT INTO orders (product_id, quantity, total_cents, status)
       VALUES (?, ?, ?, 'placed') RETURNING ${order}`,
    ),
    setStatus: database.prepare('UPDATE orders SET status = ? WHERE id = ?'),
    orderSummary: database.prepare(
      `SELECT status, count(*) AS count, sum(total_cents) AS totalCents
       FROM orders GROUP BY status`,
    ),
  };
}
