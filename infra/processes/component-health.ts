import type { NatsConnection } from '@nats-io/transport-node';
import type { ComponentHealth } from '../../services/api-server/components/component-statuses.ts';
import type { ClusterConfig } from '../cluster/cluster-config.ts';
import { componentList } from './component-list.ts';
import { collectMemberStatus } from './member-status.ts';

const isAgent = (name: string): boolean => name.startsWith('agent-');

/** Asks every process of the control plane how it does; one that does not answer is not well. */
export const componentHealth = async (connection: NatsConnection, config: ClusterConfig): Promise<readonly ComponentHealth[]> => {
  const members = new Map((await collectMemberStatus(connection)).map((member) => [member.component, member]));
  return componentList(config).filter(({ name }) => !isAgent(name)).map(({ name }): ComponentHealth => {
    const member = members.get(name);
    if (member === undefined) return { name, problem: 'it does not answer' };
    return member.caughtUp ? { name } : { name, problem: 'it is still reading the log' };
  });
};
