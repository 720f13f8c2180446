import { permissionsOf } from './permissions.ts';
import type { Permissions } from './permissions.ts';
import { SERVER_SETTINGS_SUBJECT } from './server-settings.ts';
import { NATS_ROLES, nodeUser, roleUser } from './users.ts';

/** Everything `nats-server` needs to know, as plain values. Paths are absolute. */
export interface NatsServerSettings {
  readonly host: string;
  readonly port: number;
  /** JetStream's directory. */
  readonly storeDir: string;
  /** PEM files; `ca` is the cluster's own authority, the only one whose client certificates are accepted. */
  readonly tls: { readonly ca: string; readonly cert: string; readonly key: string };
  /** Names of nodes whose agents may connect. A changed list takes effect by `nats-server --signal reload`. */
  readonly nodes: readonly string[];
  readonly serverName?: string;
  readonly pidFile?: string;
  readonly logFile?: string;
  /** Plain HTTP monitoring on loopback; off unless given. */
  readonly monitoringPort?: number;
  /** Members of a cluster give routes to each other, under the same TLS files. */
  readonly cluster?: { readonly name: string; readonly host: string; readonly port: number; readonly routes: readonly string[] };
}

/** The account every process and agent belongs to. */
const ACCOUNT = 'SHIPLOG';
const SYSTEM_ACCOUNT = 'SYS';

const JSZ = '$SYS.REQ.SERVER.PING.JSZ';

const MAX_PAYLOAD_BYTES = 8 * 1024 * 1024;
/** A client that reads slowly loses its connection beyond this; it holds a full pull of events. */
const MAX_PENDING_BYTES = 128 * 1024 * 1024;

interface User {
  readonly user: string;
  readonly permissions: Permissions;
}

const users = (nodes: readonly string[]): readonly User[] => [
  ...NATS_ROLES.map((role) => ({ user: roleUser(role), permissions: permissionsOf({ role }) })),
  ...nodes.map((node) => ({ user: nodeUser(node), permissions: permissionsOf({ node }) })),
];

const tlsBlock = ({ ca, cert, key }: NatsServerSettings['tls']): object =>
  ({ ca_file: ca, cert_file: cert, key_file: key, min_version: '1.3', timeout: 5 });

/**
 * The text of nats-server's configuration file: TLS with client certificates mapped to users, one user per role and
 * node with the permission table, and JetStream with every acknowledged write on disk (`sync_interval: always`).
 */
export const natsServerConfig = (settings: NatsServerSettings): string => {
  const { cluster } = settings;
  const config = {
    ...(settings.serverName && { server_name: settings.serverName }),
    host: settings.host,
    port: settings.port,
    ...(settings.monitoringPort && { http: `127.0.0.1:${settings.monitoringPort}` }),
    ...(settings.pidFile && { pid_file: settings.pidFile }),
    ...(settings.logFile && { log_file: settings.logFile, logfile_size_limit: 16 * 1024 * 1024, logfile_max_num: 4 }),
    max_payload: MAX_PAYLOAD_BYTES,
    max_pending: MAX_PENDING_BYTES,
    ping_interval: '10s',
    ping_max: 2,
    write_deadline: '10s',
    tls: { ...tlsBlock(settings.tls), verify_and_map: true },
    jetstream: {
      store_dir: settings.storeDir,
      sync_interval: 'always',
      limits: { batch: { max_inflight_per_stream: 1000, max_inflight_total: 2000, timeout: '10s' } },
    },
    accounts: {
      [SYSTEM_ACCOUNT]: { exports: [{ service: JSZ, accounts: [ACCOUNT] }] },
      [ACCOUNT]: {
        jetstream: 'enabled',
        users: users(settings.nodes),
        imports: [{ service: { account: SYSTEM_ACCOUNT, subject: JSZ }, to: SERVER_SETTINGS_SUBJECT }],
      },
    },
    system_account: SYSTEM_ACCOUNT,
    ...(cluster && {
      cluster: { name: cluster.name, host: cluster.host, port: cluster.port, routes: cluster.routes, tls: { ...tlsBlock(settings.tls), verify: true } },
    }),
  };
  return `${JSON.stringify(config, null, 2)}\n`;
};
