import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { registry as defaultRegistry } from '@telltale/prometheus';
import { Registry } from '@telltale/registry';
import { gatherAndCompare } from '@telltale/testing';
import { afterEach, expect, test } from 'vitest';
import { createGameServer } from './game-server.ts';

const gameFamilies = `\
# HELP game_active_battles Battles being fought.
# TYPE game_active_battles gauge
game_active_battles 50
# HELP game_online_players Players that are online.
# TYPE game_online_players gauge
game_online_players 250
`;

const game = { onlinePlayers: 250, activeBattles: 50 };

let server: Server;

async function listen(started: Server): Promise<string> {
  server = started.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

test('/metrics gives the page of the registry', async () => {
  const url = await listen(createGameServer(game, new Registry({ collectorMetrics: false })));

  const response = await fetch(`${url}/metrics`);

  expect(response.status).toBe(200);
  expect(response.headers.get('Content-Type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(await response.text()).toBe(gameFamilies);
});

test('any other path is not found', async () => {
  const url = await listen(createGameServer(game, new Registry()));

  const response = await fetch(`${url}/players`);

  expect(response.status).toBe(404);
  expect(await response.text()).toBe('Not Found\n');
});

test('in the default registry the game stands beside the built-in metrics', async () => {
  const url = await listen(createGameServer(game));

  const page = await (await fetch(`${url}/metrics`)).text();

  expect(page).toContain('\ngame_online_players 250\n');
  expect(page).toContain('\nprocess_start_time_seconds ');
  expect(page).toContain('\nnodejs_version_info{');
  await gatherAndCompare(defaultRegistry(), gameFamilies, {
    names: ['game_online_players', 'game_active_battles'],
  });
});
