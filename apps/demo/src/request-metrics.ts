import { counter, gauge, histogram } from '@telltale/prometheus';
import { ClientGone, type Route } from './route.ts';

// Rate, errors and duration by route. `counter`, `gauge` and `histogram` also register what they make.
const requests = counter('http_requests_total', 'Requests answered.', [
  'method',
  'route',
  'status',
]);
const durations = histogram(
  'http_request_duration_seconds',
  'Time to answer a request.',
  ['method', 'route'],
  [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
);
const inFlight = gauge('http_requests_in_flight', 'Requests being answered at the moment.');

/**
 * The same route, measured. What it throws is counted as status 500, but for clients that have gone: they are no
 * errors of the server, and get the 499 that nginx made customary.
 */
export function measured(route: Route): Route {
  const { method, template } = route;
  // Looked up once, so that a request costs no search for its series.
  const duration = durations.labels({ method, route: template });
  return {
    method,
    template,
    async handle(request) {
      inFlight.inc();
      const stopTimer = duration.startTimer();
      let status = 500;
      try {
        const response = await route.handle(request);
        status = response.status;
        return response;
      } catch (error) {
        if (error instanceof ClientGone) status = 499;
        throw error;
      } finally {
        stopTimer();
        inFlight.dec();
        requests.inc({ method, route: template, status });
      }
    },
  };
}
