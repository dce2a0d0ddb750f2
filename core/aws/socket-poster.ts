import { Agent as HttpAgent, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { amzDate, type AwsCredentials, RequestSigner } from './sign-request.ts';

/** Speaks to the connections of a WebSocket API. */
export interface SocketPoster {
  /** Never rejects. `gone`: the connection has ended. */
  post(connectionId: string, text: string): Promise<'sent' | 'gone' | 'failed'>;
  /** Ends a connection; one that has ended already is as well. Never rejects. */
  close(connectionId: string): Promise<void>;
  /** Lets go of what is kept open. */
  end(): void;
}

export interface PosterSettings {
  /** `https://HOST/STAGE` of the WebSocket API. */
  readonly callbackUrl: string;
  readonly region: string;
  /** Asked before each request: they change. */
  readonly credentials: () => Promise<AwsCredentials>;
  readonly now: () => Date;
  /** @default 3 s */
  readonly timeoutMs?: number;
}

/** As many requests at once are kept open. */
const MAX_SOCKETS = 128;
const TIMEOUT_MS = 3_000;

export function openSocketPoster(settings: PosterSettings): SocketPoster {
  const { region, credentials, now, timeoutMs = TIMEOUT_MS } = settings;
  const { protocol, hostname, port, host, pathname } = new URL(settings.callbackUrl);
  const isHttps = protocol === 'https:';
  const request = isHttps ? requestHttps : requestHttp;
  const agent = new (isHttps ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets: MAX_SOCKETS });
  const signer = new RequestSigner('execute-api', region);
  const stage = pathname.replace(/\/$/, '');

  /** @returns the status of the answer */
  const ask = async (method: string, connectionId: string, body: string): Promise<number> => {
    const known = await credentials();
    const path = `${stage}/@connections/${encodeURIComponent(connectionId)}`;
    const time = amzDate(now());
    const signed = {
      host,
      'x-amz-date': time,
      ...(known.sessionToken === undefined ? {} : { 'x-amz-security-token': known.sessionToken }),
    };
    const authorization = signer.sign({ method, path, headers: signed, body }, known, time);
    return new Promise((resolve, reject) => {
      const asking = request(
        {
          agent,
          method,
          hostname,
          path,
          ...(port === '' ? {} : { port }),
          timeout: timeoutMs,
          headers: { ...signed, authorization, 'content-length': Buffer.byteLength(body) },
        },
        (answer) => {
          // What it says is its status.
          answer.resume();
          answer.once('end', () => resolve(answer.statusCode ?? 0));
          answer.once('error', reject);
        },
      );
      asking.once('timeout', () => asking.destroy(new Error('no answer in time')));
      asking.once('error', reject);
      asking.end(body);
    });
  };

  return {
    async post(connectionId, text) {
      try {
        const status = await ask('POST', connectionId, text);
        if (status === 410) return 'gone';
        return status >= 200 && status < 300 ? 'sent' : 'failed';
      } catch {
        return 'failed';
      }
    },
    async close(connectionId) {
      try {
        await ask('DELETE', connectionId, '');
      } catch {
        // Gone already, or it ends by itself within two hours; its row is removed, so that it is told nothing more.
      }
    },
    end: () => agent.destroy(),
  };
}
