import type { RequestListener } from 'node:http';
import { MetricError, type Collector } from '@telltale/model';
import { Registry } from '@telltale/registry';
import { stringify } from 'yaml';
import { exitCodes } from '../cli/cli-flags.ts';
import type { ServeOptions } from '../cli/command-line.ts';
import { formatListenAddress, localUrl } from '../cli/listen-address.ts';
import { builtInConfig, ownSources } from '../config/built-in-config.ts';
import { loadConfig } from '../config/load-config.ts';
import type { ExporterIo, StopSignal } from '../exporter-io.ts';
import { generationGatherer } from '../generation/generation-gatherer.ts';
import { Generations } from '../generation/generations.ts';
import type { Unit } from '../generation/unit.ts';
import { createLogger, type Logger } from '../log/logger.ts';
import { ProblemLog } from '../log/problem-log.ts';
import { SecretMask } from '../log/secret-mask.ts';
import { WarningLog } from '../log/warning-log.ts';
import { buildInfo } from '../metrics/build-info.ts';
import { ReloadState } from '../metrics/reload-state.ts';
import { AbandonedError } from '../modes/abandoned.ts';
import { pageEndpoint } from '../page/page-endpoint.ts';
import { pageState } from '../page/page-state.ts';
import { Readings } from '../page/readings.ts';
import { exporterVersion } from '../version.ts';
import { certificateExpiry, expiryWarning } from '../web-config/certificate-expiry.ts';
import { liveEndpoint } from '../web-config/live-endpoint.ts';
import {
  liveWebConfig,
  type LiveWebConfig,
  type WebConfigEvents,
} from '../web-config/live-web-config.ts';
import type { WebConfig } from '../web-config/load-web-config.ts';
import { RefusalLog } from '../web-config/refusal-log.ts';
import { RequestGuard } from '../web-config/request-guard.ts';
import { metricsEndpoint } from './metrics-endpoint.ts';
import { probeEndpoint } from './probe-endpoint.ts';
import { reloadTriggers } from './reload-triggers.ts';
import { RequestGate } from './request-gate.ts';
import { routes } from './routes.ts';
import { listen, ListenError, type ExporterServer } from './server.ts';
import { stopRequest } from './stop-request.ts';
import type { TextAnswer } from './text-answer.ts';

const drainTimeoutMs = 10_000;

/** Serves until a signal comes. @returns the exit code */
export async function serve(
  options: ServeOptions,
  collectors: readonly Collector[],
  io: ExporterIo,
): Promise<number> {
  const mask = new SecretMask();
  const logger = createLogger({
    level: options.logLevel,
    format: options.logFormat,
    write: io.stderr,
    mask: mask.mask,
  });
  // Before anything is open, so that a signal never ends the process with something half open.
  const stop = stopRequest(io);
  const version = exporterVersion();
  const reloads = new ReloadState();
  const own = new Registry({ collectorMetrics: false });
  const { warn } = new WarningLog(logger);
  let generations: Generations | undefined;
  try {
    const { configFile, webConfigFile } = options;
    const webReloads = new ReloadState('web_config');
    const web = liveWebConfig(webConfigFile, webEvents(logger, mask, webReloads));
    webReloads.succeeded();
    warnOfExpiry(web.current(), logger);
    generations = await Generations.start({
      load: async () => (configFile === undefined ? builtInConfig() : loadConfig(configFile)),
      ownSources: options.exporterMetrics ? ownSources : {},
      collectors,
      warn,
      hide: (values) => {
        mask.add(values);
      },
      reloads,
    });
    own.register(
      buildInfo(version),
      ...(configFile === undefined ? [] : reloads.metrics),
      ...(webConfigFile === undefined
        ? []
        : [...webReloads.metrics, certificateExpiry(() => web.current())]),
    );
    checkNames(own, collectors);
    const serving = { generations, reloads, web, own, mask, warn, version, options, logger, io };
    await serveUntil(stop.signal, serving);
    return exitCodes.done;
  } catch (error) {
    if (!(error instanceof ListenError || error instanceof MetricError)) throw error;
    // Whole, as a secret may have several lines.
    for (const line of mask.mask(error.message).split('\n')) logger.error(line);
    return exitCodes.failed;
  } finally {
    await generations?.close();
    stop[Symbol.dispose]();
  }
}

/** @throws DUPLICATE_METRIC where a metric of the caller's own has a name of another, or of the exporter's */
function checkNames(own: Registry, collectors: readonly Collector[]): void {
  new Registry().register(...own.collectors(), ...collectors);
}

function webEvents(logger: Logger, mask: SecretMask, reloads: ReloadState): WebConfigEvents {
  return {
    onLoaded: ({ secrets }) => {
      mask.add(secrets);
    },
    onChanged: (config) => {
      reloads.succeeded();
      logger.info('Web configuration reloaded');
      warnOfExpiry(config, logger);
    },
    onWrong: ({ message }) => {
      reloads.failed(message);
      for (const line of mask.mask(message).split('\n')) {
        logger.error('Web configuration not reloaded', { error: line });
      }
    },
  };
}

function warnOfExpiry(config: WebConfig, logger: Logger): void {
  const warning = expiryWarning(config);
  if (warning !== undefined) logger.warn('Certificate of the exporter', { warning });
}

interface Serving {
  readonly generations: Generations;
  readonly reloads: ReloadState;
  readonly web: LiveWebConfig;
  readonly own: Registry;
  readonly mask: SecretMask;
  readonly warn: (source: string, message: string) => void;
  readonly version: string;
  readonly options: ServeOptions;
  readonly logger: Logger;
  readonly io: ExporterIo;
}

async function serveUntil(stopped: Promise<StopSignal>, serving: Serving): Promise<void> {
  const { generations, reloads, web, own, mask, warn, version, logger, io } = serving;
  const { listenAddresses, telemetryPath, routePrefix, maxRequests, exporterMetrics } =
    serving.options;
  const problems = new ProblemLog(logger);
  let ready = false;
  const gatherer = (select?: (unit: Unit) => boolean) =>
    generationGatherer({
      generations,
      own,
      select,
      onGathered: (found, families) => {
        ready = true;
        if (select === undefined) readings.keep(found, families);
        for (const problem of found) problems.report(problem);
        problems.settle(families);
      },
    });
  const readings = new Readings(() => gatherer());
  const startedAt = Date.now() / 1000;
  const gate = new RequestGate(maxRequests);
  const onError = (error: unknown): void => {
    logger.error('Scrape failed', { error: messageOf(error) });
  };
  const reload = async (trigger: string): Promise<TextAnswer> => reloadNow(serving, trigger);
  const listener = routes({
    routePrefix,
    telemetryPath,
    metrics: metricsEndpoint({
      units: () => generations.current.units,
      gatherer,
      gate,
      registry: exporterMetrics ? own : undefined,
      onError,
    }),
    probe: probeEndpoint({ current: () => generations.current, gate, warn, onError }),
    page: pageEndpoint({
      telemetryPath,
      readings,
      state: () =>
        pageState({
          version,
          startedAt,
          generation: generations.current,
          reading: readings.last,
          reloadError: reloads.error,
          mask: mask.mask,
        }),
      onError,
    }),
    isReady: () => ready,
    config: () =>
      stringify(mask.maskAll(generations.current.loaded.shown), { aliasDuplicateObjects: false }),
    reload: serving.options.enableLifecycle ? () => reload('HTTP') : undefined,
  });
  const guard = new RequestGuard(() => web.current(), {
    onError: (error) => {
      logger.error('Password not checked', { error: messageOf(error) });
    },
    onRefused: new RefusalLog(logger).report,
  });
  const server = await listen(
    listenAddresses,
    logged(guard.guarded(listener), logger),
    (error) => {
      logger.error('Server failed', { error: error.message });
    },
    liveEndpoint(web, (reason, client) => {
      logger.debug('Client refused', { client, reason });
    }),
  );
  const scheme = web.current().tls === undefined ? 'http' : 'https';
  for (const address of server.addresses) {
    logger.info('Listening', {
      address: formatListenAddress(address),
      url: `${localUrl(address, scheme)}${routePrefix}${telemetryPath}`,
    });
  }
  const triggers = reloadTriggers({
    io,
    watched: serving.options.watchConfig ? serving.options.configFile : undefined,
    reload: (trigger) => void reload(trigger),
    onError: (error) => {
      logger.error('Configuration cannot be watched', { error: error.message });
    },
  });

  const firstCollection = new AbortController();
  gatherer()
    .gather({ signal: firstCollection.signal })
    .catch((error: unknown) => {
      if (firstCollection.signal.aborted) return;
      logger.error('First collection failed', { error: messageOf(error) });
    });
  const signal = await stopped;
  triggers[Symbol.dispose]();
  firstCollection.abort(new AbandonedError('the exporter is stopping'));
  await shutDown(server, signal, logger);
  guard[Symbol.dispose]();
}

/** Reloads, and says how it went, in the log and to whoever asked. */
async function reloadNow(
  { generations, options, logger, mask }: Serving,
  trigger: string,
): Promise<TextAnswer> {
  const { configFile: file } = options;
  try {
    await generations.reload();
    logger.info('Configuration reloaded', { trigger, file });
    return { status: 200, text: 'The configuration was reloaded.\n' };
  } catch (error) {
    const reason = mask.mask(messageOf(error));
    for (const line of reason.split('\n')) {
      logger.error('Configuration not reloaded', { trigger, error: line });
    }
    const text = `The configuration was not reloaded, the one before is still served:\n${reason}\n`;
    return { status: 500, text };
  }
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
