import type { RequestListener } from 'node:http';
import { metricsHandler } from '@telltale/http';
import { ConfigError, type Gatherer } from '@telltale/model';
import { closestMatch } from '../closest-match.ts';
import type { ModuleSettings } from '../config/module-schema.ts';
import type { Generation } from '../generation/generation.ts';
import { scrapeTimeoutMs } from '../generation/scrape-timeout.ts';
import {
  AllowedTargets,
  TargetRefusedError,
  TargetUnknownError,
  type Resolve,
} from '../probe/allowed-targets.ts';
import { probe, probeOutcome } from '../probe/probe.ts';
import type { RequestGate } from './request-gate.ts';
import { sendText } from './text-answer.ts';

export interface ProbeEndpointOptions {
  readonly current: () => Generation;
  readonly gate: RequestGate;
  readonly warn: (source: string, message: string) => void;
  readonly onError: (error: unknown) => void;
  /** Default: the look-up of the system. */
  readonly resolve?: Resolve | undefined;
}

/** Answers `/probe?module=…&target=…` with what a module collects from a target that it allows. */
export function probeEndpoint(options: ProbeEndpointOptions): RequestListener {
  const { current, gate, warn, onError, resolve } = options;
  return (req, res) => {
    const { loaded } = current();
    let asked: Asked;
    let allowed: AllowedTargets;
    try {
      asked = readQuery(req.url ?? '', loaded.config.modules ?? {});
      allowed = new AllowedTargets(asked.module.targets, resolve);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      sendText(res, { status: 400, text: `${error.message}\n` });
      return;
    }
    if (!gate.enter(res)) return;
    const { name, module, target } = asked;
    const answer = (gather: Gatherer['gather']): void => {
      metricsHandler({ gather }, { onError, keepPages: false, timeoutOffsetSeconds: 0 })(req, res);
    };
    const start = performance.now();
    allowed.check(target).then(
      (checked) => {
        answer(({ timeoutMs, signal } = {}) =>
          probe({
            loaded,
            name,
            module,
            target: checked,
            limits: { timeoutMs: scrapeTimeoutMs(timeoutMs, loaded.config.global), signal },
            warn,
          }),
        );
      },
      (error: unknown) => {
        const text = error instanceof Error ? error.message : String(error);
        if (error instanceof TargetUnknownError) {
          // Nothing forbids it: that it cannot be found is what the probe found out.
          warn(name, text);
          const outcome = probeOutcome(false, (performance.now() - start) / 1000);
          answer(() => Promise.resolve(outcome));
          return;
        }
        const isRefused = error instanceof TargetRefusedError;
        if (!isRefused && !(error instanceof ConfigError)) onError(error);
        sendText(res, { status: isRefused ? 403 : 400, text: `${text}\n` });
      },
    );
  };
}

interface Asked {
  readonly name: string;
  readonly module: ModuleSettings;
  readonly target: string;
}

/** @throws INVALID_CONFIG where a parameter is missing or names nothing */
function readQuery(url: string, modules: Readonly<Record<string, ModuleSettings>>): Asked {
  const start = url.indexOf('?');
  const query = new URLSearchParams(start < 0 ? '' : url.slice(start + 1));
  const [names, targets] = [query.getAll('module'), query.getAll('target')];
  const [name = '', ...moreNames] = names;
  const [target = '', ...moreTargets] = targets;
  if (name === '' || target === '' || moreNames.length > 0 || moreTargets.length > 0) {
    throw new ConfigError(
      'Expected one module and one target: /probe?module=NAME&target=HOST:PORT.',
    );
  }
  const module = Object.hasOwn(modules, name) ? modules[name] : undefined;
  if (module !== undefined) return { name, module, target };
  const known = Object.keys(modules);
  const nearest = closestMatch(name, known);
  const remedy =
    nearest === undefined
      ? `There ${known.length === 0 ? 'is none' : `are ${known.join(', ')}`}.`
      : `Did you mean ${nearest}?`;
  throw new ConfigError(`${JSON.stringify(name)} names no module. ${remedy}`);
}
