import { createServer, type Server } from 'node:http';
import {
  Gauge,
  metricsHandler,
  registry,
  type Collector,
  type Registry,
} from '@telltale/prometheus';

export interface Game {
  readonly onlinePlayers: number;
  readonly activeBattles: number;
}

/** The metrics of the business itself. */
export function gameCollector(game: Game): Collector {
  const players = new Gauge({ name: 'game_online_players', help: 'Players that are online.' });
  const battles = new Gauge({ name: 'game_active_battles', help: 'Battles being fought.' });
  return {
    name: 'game',
    collect(buf) {
      players.set(game.onlinePlayers);
      battles.set(game.activeBattles);
      buf.push(players, battles);
    },
  };
}

/**
 * The whole of it: a collector is registered, and the server that the application has anyway gives the page at
 * `/metrics`. In the default registry it stands beside the built-in metrics of the process and of Node.js.
 */
export function createGameServer(game: Game, metrics: Registry = registry()): Server {
  metrics.register(gameCollector(game));
  const serveMetrics = metricsHandler(metrics);
  return createServer((req, res) => {
    if (req.url === '/metrics') {
      serveMetrics(req, res);
    } else {
      res.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' }).end('Not Found\n');
    }
  });
}

if (import.meta.main) {
  const server = createGameServer({ onlinePlayers: 250, activeBattles: 50 });
  server.listen(9090, '127.0.0.1', () => {
    console.log('http://127.0.0.1:9090/metrics');
  });
}
