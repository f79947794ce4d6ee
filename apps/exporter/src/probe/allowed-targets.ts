import { lookup } from 'node:dns/promises';
import { BlockList, isIP, isIPv6 } from 'node:net';
import { ConfigError } from '@telltale/model';
import { parseTarget, type ProbeTarget, type TargetName } from './probe-target.ts';

/** Why a target is not probed. */
export class TargetRefusedError extends Error {
  constructor(target: string, reason: string) {
    super(`The target ${JSON.stringify(target)} is refused: ${reason}`);
    this.name = 'TargetRefusedError';
  }
}

/** Why it is not known where a target is: nothing forbids it, and it fails. */
export class TargetUnknownError extends Error {
  constructor(target: string, reason: string) {
    super(`${target}: ${reason}`);
    this.name = 'TargetUnknownError';
  }
}

/** Gives all addresses of a name. */
export type Resolve = (host: string) => Promise<readonly string[]>;

const systemResolve: Resolve = async (host) =>
  (await lookup(host, { all: true })).map(({ address }) => address);

/** So long a name may take to be looked up: a scrape waits for it. */
const defaultTimeoutMs = 5000;

/**
 * Where only what the machine itself, or its cloud, is for may be: not what a name should lead to, unless a range says
 * so. Ranges are of RFC 6890; single addresses are those at which clouds tell machines their secrets.
 */
const special = rangesOf([
  '0.0.0.0/8',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/127',
  'fe80::/10',
  'ff00::/8',
  '100.100.100.200/32',
  '168.63.129.16/32',
  'fd00:ec2::254/128',
]);

interface AllowedName {
  /** With a leading dot for all names below it. */
  readonly host: string;
  /** Any, where it is absent. */
  readonly port: number | undefined;
}

/** The targets that may be probed: names, with `*.` for all below one, and addresses or ranges of them. */
export class AllowedTargets {
  readonly #names: AllowedName[] = [];
  readonly #addresses: { readonly range: BlockList; readonly port: number | undefined }[] = [];
  readonly #resolve: Resolve;
  readonly #timeoutMs: number;

  /** @throws INVALID_CONFIG for one that cannot be read */
  constructor(
    allowed: readonly string[],
    resolve: Resolve = systemResolve,
    timeoutMs = defaultTimeoutMs,
  ) {
    this.#resolve = resolve;
    this.#timeoutMs = timeoutMs;
    for (const text of allowed) this.#add(text);
  }

  /**
   * Checks a target, and looks its name up. Where addresses are in the list, a name has to lead to these and no others;
   * otherwise to none that are of the machine itself or its link.
   *
   * @throws INVALID_CONFIG if it is none
   * @throws TargetRefusedError
   * @throws TargetUnknownError if its name leads nowhere
   */
  async check(text: string): Promise<ProbeTarget> {
    const target = parseTarget(text);
    const addresses = isIP(target.host) ? [target.host] : await this.#addressesOf(target);
    const wrong = addresses.find((address) => !this.#allows(address, target));
    if (wrong !== undefined) {
      throw new TargetRefusedError(
        text,
        wrong === target.host
          ? 'it is not in the list.'
          : `it leads to ${wrong}, which is not in the list.`,
      );
    }
    return { ...target, addresses, follow: (next) => this.check(next) };
  }

  async #addressesOf(target: TargetName): Promise<readonly string[]> {
    // Names that are not in the list are looked up only where addresses are: what else would allow them?
    if (!this.#isNamed(target) && this.#addresses.length === 0) {
      throw new TargetRefusedError(target.text, 'it is not in the list.');
    }
    let addresses: readonly string[];
    try {
      addresses = await this.#lookUp(target.host);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const reason = `its name cannot be looked up (${code ?? message}).`;
      throw new TargetUnknownError(target.text, reason);
    }
    if (addresses.length > 0) return addresses;
    throw new TargetUnknownError(target.text, 'its name has no address.');
  }

  async #lookUp(host: string): Promise<readonly string[]> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`no answer after ${this.#timeoutMs} ms`));
      }, this.#timeoutMs);
    });
    try {
      return await Promise.race([this.#resolve(host), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  #allows(address: string, target: TargetName): boolean {
    const isInRange = this.#addresses.some(
      ({ range, port }) => isIn(range, address) && (port === undefined || port === target.port),
    );
    if (isInRange) return true;
    return this.#isNamed(target) && this.#addresses.length === 0 && !isIn(special, address);
  }

  #isNamed({ host, port: asked }: TargetName): boolean {
    return this.#names.some(
      ({ host: name, port }) =>
        (port === undefined || port === asked) &&
        (name.startsWith('.') ? host.endsWith(name) : host === name),
    );
  }

  #add(text: string): void {
    const range = /^([\da-f:.]+)\/(\d+)$/i.exec(text);
    if (range !== null) {
      this.#addresses.push({ range: rangesOf([text]), port: undefined });
      return;
    }
    const { host, port, url } = parseTarget(text.replace(/^\*\./, ''));
    if (url !== undefined) {
      throw new ConfigError(
        `${JSON.stringify(text)} is a URL: expected a host, host:port or a range.`,
      );
    }
    if (isIP(host)) {
      const bits = isIPv6(host) ? 128 : 32;
      this.#addresses.push({ range: rangesOf([`${host}/${bits}`]), port });
    } else {
      this.#names.push({ host: text.startsWith('*.') ? `.${host}` : host, port });
    }
  }
}

/** @throws INVALID_CONFIG */
function rangesOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const text of ranges) {
    const [address = '', bits = ''] = text.split('/');
    try {
      list.addSubnet(address, Number(bits), isIPv6(address) ? 'ipv6' : 'ipv4');
    } catch (error) {
      const message = `${JSON.stringify(text)} is not a range of addresses, such as 10.0.0.0/8.`;
      throw new ConfigError(message, { cause: error });
    }
  }
  return list;
}

function isIn(list: BlockList, address: string): boolean {
  // An address of IPv4 that is written as one of IPv6 is the same machine, as is one behind NAT64 (RFC 6052).
  const mapped =
    /^(?:::ffff|64:ff9b:):(?:(\d+\.\d+\.\d+\.\d+)|([\da-f]{1,4}):([\da-f]{1,4}))$/i.exec(address);
  if (mapped !== null) return list.check(mapped[1] ?? dotted(mapped[2], mapped[3]), 'ipv4');
  return list.check(address.replace(/%.*$/, ''), isIPv6(address) ? 'ipv6' : 'ipv4');
}

function dotted(high = '0', low = '0'): string {
  const [one, other] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [one >> 8, one & 255, other >> 8, other & 255].join('.');
}
