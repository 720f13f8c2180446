import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { int32, intOrString, list, one, string, struct, typeMeta } from '../../../schema/fields.ts';
import { PolicyType } from '../../_types/enums.ts';
import { LabelSelectorSchema, namespacedMeta } from '../../_types/meta.ts';
import { defaultNetworkPolicySpec } from './defaults.ts';
import { networkPolicyColumns } from './columns.ts';
import { networkPolicyErrors } from './validate.ts';
import { networkPolicyStrategy } from './strategy.ts';
import { networkPolicyEventType } from './events.ts';

export const NetworkPolicyPortSchema = struct('io.k8s.api.networking.v1.NetworkPolicyPort', () => ({
  protocol: string(1, { default: 'TCP', pointer: true, description: 'TCP, UDP or SCTP; TCP by default.' }),
  port: intOrString(2, { pointer: true, description: 'Number or name of the port; any when absent.' }),
  endPort: int32(3, { pointer: true, description: 'Last port of the range that begins with port.' }),
}), { description: 'A port, or a range of ports.' });
export type NetworkPolicyPort = z.output<typeof NetworkPolicyPortSchema>;

export const IPBlockSchema = struct('io.k8s.api.networking.v1.IPBlock', () => ({
  cidr: string(1, { required: true, description: 'The range, such as 192.168.1.0/24.' }),
  except: list(2, 'string', { type: 'atomic', description: 'Ranges within it that are not meant.' }),
}), { description: 'A range of addresses with holes.' });
export type IPBlock = z.output<typeof IPBlockSchema>;

export const NetworkPolicyPeerSchema = struct('io.k8s.api.networking.v1.NetworkPolicyPeer', () => ({
  podSelector: one(1, LabelSelectorSchema, { pointer: true, description: 'Labels of pods.' }),
  namespaceSelector: one(2, LabelSelectorSchema, { pointer: true, description: 'Labels of the pods’ namespaces.' }),
  ipBlock: one(3, IPBlockSchema, { pointer: true, description: 'Addresses; excludes the selectors.' }),
}), { description: 'Who may be at the other end: pods, namespaces, or addresses.' });
export type NetworkPolicyPeer = z.output<typeof NetworkPolicyPeerSchema>;

export const NetworkPolicyIngressRuleSchema = struct('io.k8s.api.networking.v1.NetworkPolicyIngressRule', () => ({
  ports: list(1, NetworkPolicyPortSchema, { type: 'atomic', description: 'Ports it may go to; any when empty.' }),
  from: list(2, NetworkPolicyPeerSchema, { type: 'atomic', description: 'Where it may come from; anywhere when empty.' }),
}), { description: 'Traffic the pods may receive.' });
export type NetworkPolicyIngressRule = z.output<typeof NetworkPolicyIngressRuleSchema>;

export const NetworkPolicyEgressRuleSchema = struct('io.k8s.api.networking.v1.NetworkPolicyEgressRule', () => ({
  ports: list(1, NetworkPolicyPortSchema, { type: 'atomic', description: 'Ports it may go to; any when empty.' }),
  to: list(2, NetworkPolicyPeerSchema, { type: 'atomic', description: 'Where it may go; anywhere when empty.' }),
}), { description: 'Traffic the pods may send.' });
export type NetworkPolicyEgressRule = z.output<typeof NetworkPolicyEgressRuleSchema>;

export const NetworkPolicySpecSchema = struct('io.k8s.api.networking.v1.NetworkPolicySpec', () => ({
  podSelector: one(1, LabelSelectorSchema, { always: true, description: 'The pods the policy is about; an empty selector selects all of its namespace.' }),
  ingress: list(2, NetworkPolicyIngressRuleSchema, { type: 'atomic', description: 'Traffic the pods may receive; none when empty and the policy is about ingress.' }),
  egress: list(3, NetworkPolicyEgressRuleSchema, { type: 'atomic', description: 'Traffic the pods may send; none when empty and the policy is about egress.' }),
  policyTypes: list(4, 'string', { enum: PolicyType, type: 'atomic', description: 'Directions the policy is about; Ingress by default, and Egress when it has egress rules.' }),
}), { defaults: defaultNetworkPolicySpec, description: 'Traffic allowed to and from the selected pods.' });
export type NetworkPolicySpec = z.output<typeof NetworkPolicySpecSchema>;

export const NetworkPolicySchema = struct('io.k8s.api.networking.v1.NetworkPolicy', () => ({
  ...typeMeta(),
  metadata: namespacedMeta(),
  spec: one(2, NetworkPolicySpecSchema, { description: 'Which pods, and which traffic they may have.' }),
}), { description: 'Says which traffic the pods it selects may receive and send.' });
export type NetworkPolicy = z.output<typeof NetworkPolicySchema>;

export const networkPolicies: ResourceOf<NetworkPolicy> = { group: 'networking.k8s.io', resource: 'networkpolicies' };

export const networkPolicy: KindDefinition = {
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'NetworkPolicy',
  resource: 'networkpolicies',
  singular: 'networkpolicy',
  shortNames: ['netpol'],
  categories: [],
  namespaced: true,
  schema: NetworkPolicySchema,
  hasStatus: false,
  columns: networkPolicyColumns,
  selectable: {},
  strategy: networkPolicyStrategy,
  validate: networkPolicyErrors,
  eventType: networkPolicyEventType,
};
