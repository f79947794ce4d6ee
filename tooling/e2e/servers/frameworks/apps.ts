import { createServer, type Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { fetchHandler, metricsHandler } from '@telltale/http';
import type { Registry } from '@telltale/registry';
import compression from 'compression';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';

/** An application with the metrics at `/metrics` and `hello` at `/`, as the README of the facade says. */
export type App = (registry: Registry) => Promise<Server>;

export const apps: Readonly<Record<string, App>> = {
  Express(registry) {
    const app = express();
    app.get('/', (_, response) => void response.send('hello'));
    app.get('/metrics', metricsHandler(registry));
    return Promise.resolve(createServer(app));
  },

  /** Which compresses by itself what is not compressed yet. */
  'Express with compression': (registry) => {
    const app = express();
    app.use(compression({ threshold: 0 }));
    app.get('/', (_, response) => void response.send('hello'));
    app.use('/metrics', metricsHandler(registry));
    return Promise.resolve(createServer(app));
  },

  async Fastify(registry) {
    const app = fastify();
    const metrics = metricsHandler(registry);
    app.get('/', () => 'hello');
    app.get('/metrics', (request, reply) => {
      reply.hijack();
      metrics(request.raw, reply.raw);
    });
    await app.ready();
    return app.server;
  },

  Koa(registry) {
    const app = new Koa();
    const metrics = metricsHandler(registry);
    app.use(async (context, next) => {
      if (context.path === '/metrics') {
        context.respond = false;
        metrics(context.req, context.res);
      } else await next();
    });
    app.use((context) => {
      context.body = 'hello';
    });
    const answer = app.callback();
    return Promise.resolve(createServer((request, response) => void answer(request, response)));
  },

  Hono(registry) {
    const app = new Hono();
    const metrics = fetchHandler(registry);
    app.get('/', (context) => context.text('hello'));
    app.get('/metrics', (context) => metrics(context.req.raw));
    return Promise.resolve(createAdaptorServer({ fetch: app.fetch }) as Server);
  },
};
