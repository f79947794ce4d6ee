import type { RequestListener } from 'node:http';
import { metricsHandler } from '@telltale/http';
import { MetricError, type Collector } from '@telltale/model';
import { exitCodes } from './cli-flags.ts';
import type { ServeOptions } from './command-line.ts';
import type { ExporterIo, StopSignal } from './exporter-io.ts';
import { buildGeneration, type Generation } from './generation.ts';
import { landingPage } from './landing-page.ts';
import { formatListenAddress, localUrl } from './listen-address.ts';
import { createLogger, type Logger } from './logger.ts';
import { ProblemLog } from './problem-log.ts';
import { routes } from './routes.ts';
import { listen, ListenError, type ExporterServer } from './server.ts';
import { stopRequest } from './stop-request.ts';
import { exporterVersion } from './version.ts';
import { watchedGatherer } from './watched-gatherer.ts';

const drainTimeoutMs = 10_000;

/** Serves until a signal comes. @returns the exit code */
export async function serve(
  options: ServeOptions,
  collectors: readonly Collector[],
  io: ExporterIo,
): Promise<number> {
  const logger = createLogger({
    level: options.logLevel,
    format: options.logFormat,
    write: io.stderr,
  });
  // Before anything is open, so that a signal never ends the process with something half open.
  const stop = stopRequest(io);
  const problems = new ProblemLog(logger);
  const version = exporterVersion();
  let generation: Generation | undefined;
  try {
    generation = buildGeneration({
      version,
      collectors,
      exporterMetrics: options.exporterMetrics,
      report: problems.report,
    });
    await serveUntil(stop.signal, { generation, version, options, logger, problems });
    return exitCodes.stopped;
  } catch (error) {
    if (!(error instanceof ListenError || error instanceof MetricError)) throw error;
    logger.error(error.message);
    return exitCodes.failed;
  } finally {
    generation?.[Symbol.dispose]();
    stop[Symbol.dispose]();
  }
}

interface Serving {
  readonly generation: Generation;
  readonly version: string;
  readonly options: ServeOptions;
  readonly logger: Logger;
  readonly problems: ProblemLog;
}

async function serveUntil(stopped: Promise<StopSignal>, serving: Serving): Promise<void> {
  const { generation, version, logger, problems } = serving;
  const { listenAddresses, telemetryPath, maxRequests, exporterMetrics } = serving.options;
  let ready = false;
  const gatherer = watchedGatherer(generation.registry, (families) => {
    ready = true;
    problems.settle(families);
  });
  const onError = (error: unknown): void => {
    logger.error('Scrape failed', { error: messageOf(error) });
  };
  const listener = routes({
    telemetryPath,
    metrics: metricsHandler(gatherer, {
      onError,
      maxRequestsInFlight: maxRequests,
      registry: exporterMetrics ? generation.registry : undefined,
    }),
    page: () =>
      landingPage({
        version,
        telemetryPath,
        collectors: generation.collectors.map(({ name }) => name),
      }),
    isReady: () => ready,
  });
  const server = await listen(listenAddresses, logged(listener, logger), (error) => {
    logger.error('Server failed', { error: error.message });
  });
  for (const address of server.addresses) {
    logger.info('Listening', {
      address: formatListenAddress(address),
      url: `${localUrl(address)}${telemetryPath}`,
    });
  }

  const firstCollection = new AbortController();
  gatherer.gather({ signal: firstCollection.signal }).catch((error: unknown) => {
    if (firstCollection.signal.aborted) return;
    logger.error('First collection failed', { error: messageOf(error) });
  });
  const signal = await stopped;
  firstCollection.abort();
  await shutDown(server, signal, logger);
}

async function shutDown(server: ExporterServer, signal: StopSignal, logger: Logger): Promise<void> {
  const { inFlight } = server;
  const drained = server.drain(drainTimeoutMs);
  // Said when it is true: whoever reads it is refused from here on.
  logger.info('Stopping', { signal, requests_in_flight: inFlight });
  const cutOff = await drained;
  if (cutOff > 0) logger.warn('Requests were cut off', { requests: cutOff });
  logger.info('Stopped');
}

function logged(listener: RequestListener, logger: Logger): RequestListener {
  return (req, res) => {
    const { method, url: path } = req;
    res.once('close', () => {
      logger.debug('Request', {
        method,
        path,
        status: res.statusCode,
        complete: res.writableFinished,
      });
    });
    listener(req, res);
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
