import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { sendText } from '../serve/text-answer.ts';
import type { WebConfig } from './load-web-config.ts';
import { PasswordCheck, type PasswordVerdict } from './password-check.ts';
import { RateLimit } from './rate-limit.ts';
import type { RefusalCause } from './refusal-log.ts';

/** What happens to requests. */
export interface RequestGuardEvents {
  /** A password could not be checked. */
  readonly onError: (error: unknown) => void;
  /** Somebody was not let in. */
  readonly onRefused: (cause: RefusalCause, client: string) => void;
}

/** Lets through what the web configuration of the moment lets through, and sets its headers. */
export class RequestGuard implements Disposable {
  readonly #current: () => WebConfig;
  readonly #onError: (error: unknown) => void;
  readonly #onRefused: (cause: RefusalCause, client: string) => void;
  readonly #passwords = new PasswordCheck();
  #limit: RateLimit | undefined;

  constructor(current: () => WebConfig, { onError, onRefused }: RequestGuardEvents) {
    this.#current = current;
    this.#onError = onError;
    this.#onRefused = onRefused;
  }

  /** The same listener, behind the guard. */
  guarded(listener: RequestListener): RequestListener {
    return (req, res) => {
      const config = this.#current();
      if (!this.#isWithinRate(config)) {
        const { interval = 0 } = config.rateLimit ?? {};
        sendText(res, {
          status: 429,
          text: 'Too many requests: try again later.\n',
          headers: { 'Retry-After': String(Math.ceil(interval / 1000)) },
        });
        return;
      }
      for (const [name, value] of config.headers) res.setHeader(name, value);
      if (config.users.size === 0) listener(req, res);
      else void this.#letIn(config.users, req, res, listener);
    };
  }

  #isWithinRate({ rateLimit }: WebConfig): boolean {
    if (rateLimit === undefined) {
      this.#limit = undefined;
      return true;
    }
    if (this.#limit?.isOf(rateLimit) !== true) this.#limit = new RateLimit(rateLimit);
    return this.#limit.take();
  }

  async #letIn(
    users: WebConfig['users'],
    req: IncomingMessage,
    res: ServerResponse,
    listener: RequestListener,
  ): Promise<void> {
    const given = credentialsOf(req);
    // Once the client is gone, nobody knows any more who it was.
    const { remoteAddress: client = '' } = req.socket;
    let verdict: PasswordVerdict = 'wrong';
    if (given !== undefined) {
      try {
        verdict = await this.#passwords.verdict(users, given.user, given.password);
      } catch (error) {
        this.#onError(error);
        sendText(res, { status: 500, text: 'The password could not be checked.\n' });
        return;
      }
    }
    if (verdict === 'right') {
      listener(req, res);
      return;
    }
    if (verdict === 'wrong') this.#onRefused(causeOf(users, given?.user), client);
    sendText(res, verdict === 'wrong' ? unauthorized : busy);
  }

  [Symbol.dispose](): void {
    this.#passwords[Symbol.dispose]();
  }
}

function causeOf(users: WebConfig['users'], user: string | undefined): RefusalCause {
  if (user === undefined) return 'no user and password';
  return users.has(user) ? 'wrong password' : 'unknown user';
}

const unauthorized = {
  status: 401,
  text: 'A user name and a password are needed.\n',
  headers: { 'WWW-Authenticate': 'Basic realm="telltale-exporter", charset="UTF-8"' },
};

const busy = {
  status: 503,
  text: 'Too many passwords are being checked: try again later.\n',
  headers: { 'Retry-After': '1' },
};

/** @see RFC 7617, "The 'Basic' Authentication Scheme" */
function credentialsOf(req: IncomingMessage): { user: string; password: string } | undefined {
  const [, encoded] = /^basic +([A-Za-z0-9+/=]+)$/i.exec(req.headers.authorization ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}
