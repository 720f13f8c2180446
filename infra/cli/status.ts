import { STREAM_NAMES } from '../../events/catalogue.ts';
import { createJsonLogger } from '../logging/json-logger.ts';
import { connectNats } from '../nats/connect.ts';
import { inboxPrefixOf } from '../nats/users.ts';
import type { NatsIdentity } from '../nats/users.ts';
import { metricsUrlOf } from '../processes/component-list.ts';
import { collectMemberStatus } from '../processes/member-status.ts';
import type { MemberStatus } from '../processes/member-status.ts';
import { natsCertificateName } from '../processes/nats-certificate-name.ts';
import { readSupervisorState } from '../supervisor/supervisor-state.ts';
import type { SupervisorState } from '../supervisor/supervisor-state.ts';
import type { CliCommand } from './command.ts';
import { DIR_OPTION, stringOption } from './command.ts';
import { openCluster, runningSupervisor } from './open-cluster.ts';
import type { OpenCluster } from './open-cluster.ts';
import { renderTable } from './table.ts';

const CONNECT_MS = 3_000;
const MIB = 1024 * 1024;

const askMembers = async ({ folder, config }: OpenCluster): Promise<readonly MemberStatus[]> => {
  const identity: NatsIdentity = { role: 'api' };
  const connection = await connectNats({
    servers: [`127.0.0.1:${config.natsPort}`],
    name: 'status',
    inboxPrefix: inboxPrefixOf(identity),
    tls: { ca: folder.caCert, ...folder.certificate(natsCertificateName(identity)) },
    firstConnectMs: CONNECT_MS,
  });
  try {
    return await collectMemberStatus(connection);
  } finally {
    await connection.close();
  }
};

const lagOf = (member: MemberStatus): number => Math.max(0, ...Object.entries(member.heads).map(([stream, head]) => head - (member.positions[stream] ?? 0)));

/** Where a component's Prometheus endpoint is; no column without them. */
const metricsCell = ({ config }: OpenCluster, name: string): readonly string[] =>
  (config.metricsBasePort === undefined ? [] : [metricsUrlOf(config, name) ?? '-']);

const row = (child: SupervisorState['children'][number], member: MemberStatus | undefined): readonly string[] => [
  child.name,
  child.pid === undefined ? 'waiting to restart' : 'running',
  child.pid === undefined ? '-' : String(child.pid),
  String(child.restarts),
  ...STREAM_NAMES.map((stream) => String(member?.positions[stream] ?? '-')),
  member === undefined ? '-' : String(lagOf(member)),
  member === undefined ? '-' : `${Math.round(member.rssBytes / MIB)}Mi`,
];

export const status: CliCommand = {
  name: 'status',
  summary: 'show processes, stream positions and lag',
  usage: '[--dir DIR] [-o json]',
  options: { ...DIR_OPTION, output: { type: 'string', short: 'o', value: 'json', help: 'for programs' } },
  run: async (invocation) => {
    const cluster = await openCluster(invocation);
    const state = readSupervisorState(cluster.folder.supervisorState);
    if ((await runningSupervisor(cluster.folder)) === undefined || state === undefined) {
      process.stdout.write('stopped\n');
      return 1;
    }
    const members = await askMembers(cluster).catch((error: unknown) => {
      createJsonLogger('status').warn('the log does not answer', { error });
      return [];
    });
    const rows = state.children.map((child) => ({ child, member: members.find(({ component }) => component === child.name), metrics: metricsUrlOf(cluster.config, child.name) }));
    if (stringOption(invocation, 'output') === 'json') {
      process.stdout.write(`${JSON.stringify({ supervisor: state.pid, components: rows.map(({ child, member, metrics }) => ({ ...child, ...member, ...(member && { lag: lagOf(member) }), ...(metrics !== undefined && { metrics }) })) }, undefined, 2)}\n`);
      return 0;
    }
    const header = ['COMPONENT', 'STATE', 'PID', 'RESTARTS', ...STREAM_NAMES, 'LAG', 'MEMORY', ...(cluster.config.metricsBasePort === undefined ? [] : ['METRICS'])];
    process.stdout.write(`${renderTable(header, rows.map(({ child, member }) => [...row(child, member), ...metricsCell(cluster, child.name)]))}\n`);
    return 0;
  },
};
