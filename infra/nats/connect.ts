import type { NatsConnection } from '@nats-io/transport-node';
import { connect } from '@nats-io/transport-node';
import { makeRequestsSteady } from './steady-requests.ts';

export interface NatsConnectOptions {
  /** `host:port` of one or more servers. */
  readonly servers: readonly string[];
  /** PEM files: the cluster's authority, this process's client certificate and its key. */
  readonly tls: { readonly ca: string; readonly cert: string; readonly key: string };
  /** Shown in the server's connection list. */
  readonly name: string;
  /** The identity's own prefix (inboxPrefixOf); no other is permitted. */
  readonly inboxPrefix: string;
  /** How long the first connection may take; unlimited unless given. Later ones are tried for ever. */
  readonly firstConnectMs?: number;
}

const RECONNECT_MS = 250;

/**
 * Connects and stays connected: lost connections are tried again for ever, a few times a second with jitter. Without
 * `firstConnectMs` it also waits for the first one as long as it takes. Requests behave as makeRequestsSteady says.
 */
export const connectNats = async (options: NatsConnectOptions): Promise<NatsConnection> =>
  makeRequestsSteady(await connect({
    servers: [...options.servers],
    name: options.name,
    inboxPrefix: options.inboxPrefix,
    tls: { caFile: options.tls.ca, certFile: options.tls.cert, keyFile: options.tls.key },
    maxReconnectAttempts: -1,
    // A user may be unknown for a moment, while the server's configuration is being replaced.
    ignoreAuthErrorAbort: true,
    reconnectTimeWait: RECONNECT_MS,
    reconnectJitter: RECONNECT_MS,
    reconnectJitterTLS: RECONNECT_MS,
    // A stack for every request that might fail costs more than the request.
    noAsyncTraces: true,
    pingInterval: 10_000,
    maxPingOut: 2,
    ...(options.firstConnectMs === undefined ? { waitOnFirstConnect: true } : { timeout: options.firstConnectMs }),
  }));
