import { DatabaseSync } from 'node:sqlite';

const schema = `
  CREATE TABLE products (
    id          INTEGER PRIMARY KEY,
    name        TEXT    NOT NULL UNIQUE,
    price_cents INTEGER NOT NULL,
    stock       INTEGER NOT NULL CHECK (stock >= 0)
  );
  CREATE TABLE orders (
    id          INTEGER PRIMARY KEY,
    product_id  INTEGER NOT NULL REFERENCES products (id),
    quantity    INTEGER NOT NULL CHECK (quantity > 0),
    total_cents INTEGER NOT NULL,
    status      TEXT    NOT NULL CHECK (status IN ('placed', 'shipped', 'failed'))
  );
  -- What a scrape asks for is answered from this index alone.
  CREATE INDEX orders_by_status ON orders (status, total_cents);

  INSERT INTO products (id, name, price_cents, stock) VALUES
    (1, 'teapot', 2450, 40),
    (2, 'mug', 890, 120),
    (3, 'kettle', 3900, 25),
    (4, 'tea strainer', 650, 80),
    (5, 'oolong', 1275, 60),
    (6, 'golden cup', 19900, 4);
`;

/** A new database, in a file or in memory, with the products of the shop and no orders. */
export function openDatabase(path = ':memory:'): DatabaseSync {
  const database = new DatabaseSync(path);
  // The exporter may read the file while the shop writes; what is written need not outlast the machine.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;');
  database.exec(schema);
  return database;
}
