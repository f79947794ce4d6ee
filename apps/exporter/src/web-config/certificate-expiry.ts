import { constantFamily, type Collector } from '@telltale/model';
import type { WebConfig } from './load-web-config.ts';

/** A certificate is renewed earlier than that by all that renews by itself. */
const warnDays = 14;
const dayMs = 86_400_000;

/** What is to be said of a certificate that has expired, or is about to; undefined where there is nothing. */
export function expiryWarning(
  { tls }: Pick<WebConfig, 'tls'>,
  nowMs = Date.now(),
): string | undefined {
  if (tls === undefined) return undefined;
  const at = new Date(tls.expiresAt * 1000).toISOString();
  const days = Math.floor((tls.expiresAt * 1000 - nowMs) / dayMs);
  if (days >= warnDays) return undefined;
  if (tls.expiresAt * 1000 <= nowMs) {
    return `the certificate has expired at ${at}, and clients refuse it: renew it`;
  }
  const left = days === 0 ? 'less than a day' : `${days} day${days === 1 ? '' : 's'}`;
  return `the certificate expires in ${left}, at ${at}: renew it`;
}

/** The metric of when the certificate expires that is in use; without encryption there is none. */
export function certificateExpiry(current: () => Pick<WebConfig, 'tls'>): Collector {
  return {
    name: 'web_config_certificate',
    collect(buf) {
      const { tls } = current();
      if (tls === undefined) return;
      buf.push(
        constantFamily({
          name: 'exporter_web_config_certificate_expiry_timestamp_seconds',
          help: 'When the certificate of the exporter expires, as Unix time.',
          type: 'gauge',
          series: [{ value: tls.expiresAt }],
        }),
      );
    },
  };
}
