import { isIP, isIPv4 } from 'node:net';
import type { ProbeTarget } from '../probe/probe-target.ts';
import type { tlsOrNot } from './tls-field.ts';

type Tls = Awaited<ReturnType<typeof tlsOrNot>>;

interface Where {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly tls?: Tls;
}

/**
 * Where to connect: as it is configured, or to the target. It is connected to the address that was checked, whatever its
 * name leads to meanwhile; the certificate is still looked at for the name.
 */
export function connectionTo(target: ProbeTarget | undefined, { host, port, tls }: Where): Where {
  if (target === undefined) return { host, port, tls };
  return {
    // Drivers try one address; what has both kinds is listened on at the older one more often.
    host: target.addresses.find(isIPv4) ?? target.addresses[0],
    port: target.port ?? port,
    tls: withServerName(tls, target.host),
  };
}

function withServerName(tls: Tls, host: string): Tls {
  if (tls === undefined || tls === false || isIP(host)) return tls;
  return { servername: host, ...(tls === true ? {} : tls) };
}
