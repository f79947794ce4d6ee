import { counter, gauge, Histogram, registry } from '@telltale/prometheus';
import { ClientGone, type ApiRequest, type ApiResponse, type Route } from './route.ts';

// Rate, errors and duration by route. `counter` and `gauge` also register what they make.
const requests = counter('http_requests_total', 'Requests answered.', [
  'method',
  'route',
  'status',
]);
const inFlight = gauge('http_requests_in_flight', 'Requests being answered at the moment.');
const durations = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'Time to answer a request.',
  labelNames: ['method', 'route'],
  // For text and OpenMetrics; older Prometheus takes exemplars from these only, by protobuf too.
  buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
  // Finer ones for Prometheus with native histograms on: each 9 % wider than the one before.
  native: {},
});
registry().register(durations);

/** A response, and how long it took to make: what was observed of it. */
export interface MeasuredResponse extends ApiResponse {
  readonly seconds: number;
}

export interface MeasuredRoute extends Route {
  readonly handle: (request: ApiRequest) => Promise<MeasuredResponse>;
}

/**
 * The same route, measured. What it throws is counted as status 500, but for clients that have gone: they are no
 * errors of the server, and get the 499 that nginx made customary.
 */
export function measured(route: Route): MeasuredRoute {
  const { method, template } = route;
  // Looked up once, so that a request costs no search for its series.
  const duration = durations.labels({ method, route: template });
  return {
    method,
    template,
    async handle(request) {
      inFlight.inc();
      const start = performance.now();
      const ended = (status: number): number => {
        const seconds = (performance.now() - start) / 1000;
        duration.observe(seconds, { exemplar: { trace_id: request.traceId } });
        inFlight.dec();
        requests.inc({ method, route: template, status });
        return seconds;
      };
      let response: ApiResponse;
      try {
        response = await route.handle(request);
      } catch (error) {
        ended(error instanceof ClientGone ? 499 : 500);
        throw error;
      }
      return { ...response, seconds: ended(response.status) };
    },
  };
}
