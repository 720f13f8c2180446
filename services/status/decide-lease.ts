import { stringAt } from '../../events/json-path.ts';
import type { JsonObject } from '../../events/json.ts';
import type { ObjectRef } from '../../events/object-ref.ts';
import type { Command } from '../kit/command.ts';
import type { Stored } from './decide-pod.ts';

/** As upstream's kubelet: duration 40 s, renewed every 10 s. */
const LEASE_SECONDS = 40;
const RENEW_EVERY_MS = 10_000;
/** Reports arrive every 10 s give or take; one that is a little early still renews. */
const SLACK_MS = 1_000;

interface LeaseInputs {
  readonly node: string;
  /** The Node's uid: the Lease goes with it. */
  readonly nodeUid: string;
  readonly lease: Stored | undefined;
  /** When the agent was alive, by its clock. */
  readonly aliveMs: number;
}

const micro = (ms: number): string => new Date(ms).toISOString().replace('Z', '000Z');

export const leaseRef = (node: string): ObjectRef => ({ group: 'coordination.k8s.io', resource: 'leases', namespace: 'kube-node-lease', name: node });

const renewedMs = (lease: Stored | undefined): number => {
  const time = stringAt(lease?.object, 'spec', 'renewTime');
  return time === '' ? 0 : new Date(time).getTime();
};

/** Renews the node's Lease; undefined while the last renewal is younger than 10 s, or newer than this report. Pure. */
export const decideLease = ({ node, nodeUid, lease, aliveMs }: LeaseInputs): Command | undefined => {
  if (aliveMs - renewedMs(lease) < RENEW_EVERY_MS - SLACK_MS) return undefined;
  const spec: JsonObject = { holderIdentity: node, leaseDurationSeconds: LEASE_SECONDS, renewTime: micro(aliveMs) };
  const common = { ref: leaseRef(node), reason: `node ${node} is alive` };
  if (lease !== undefined) return { ...common, verb: 'update', object: { ...lease.object, spec }, expect: { sequence: lease.sequence } };
  return {
    ...common,
    verb: 'create',
    object: {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: node, namespace: 'kube-node-lease', ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: node, uid: nodeUid }] },
      spec,
    },
  };
};
