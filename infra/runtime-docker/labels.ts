import type { ContainerIdentity } from '../../services/node-agent/port.ts';

const PREFIX = 'io.shiplog.';

/** Labels by which containers are found again. `cluster` and `node` separate several agents on one Engine. */
export const labelNames = {
  cluster: `${PREFIX}cluster`,
  node: `${PREFIX}node`,
  role: `${PREFIX}role`,
  podUid: `${PREFIX}pod.uid`,
  namespace: `${PREFIX}pod.namespace`,
  pod: `${PREFIX}pod.name`,
  container: `${PREFIX}container.name`,
  attempt: `${PREFIX}container.attempt`,
  image: `${PREFIX}image`,
  address: `${PREFIX}address`,
  terminationLog: `${PREFIX}termination-log`,
} as const;

export type Labels = Readonly<Record<string, string>>;

export interface Place {
  readonly cluster: string;
  readonly node: string;
}

export const identityLabels = (place: Place, identity: ContainerIdentity): Labels => ({
  [labelNames.cluster]: place.cluster,
  [labelNames.node]: place.node,
  [labelNames.role]: identity.role,
  [labelNames.podUid]: identity.podUid,
  [labelNames.namespace]: identity.namespace,
  [labelNames.pod]: identity.pod,
  [labelNames.container]: identity.container,
  [labelNames.attempt]: String(identity.attempt),
});

export const identityFromLabels = (labels: Labels): ContainerIdentity => ({
  role: labels[labelNames.role] === 'sandbox' ? 'sandbox' : 'container',
  podUid: labels[labelNames.podUid] ?? '',
  namespace: labels[labelNames.namespace] ?? '',
  pod: labels[labelNames.pod] ?? '',
  container: labels[labelNames.container] ?? '',
  attempt: Number(labels[labelNames.attempt] ?? 0),
});

/** Docker refuses a second container of the same name: that makes a start of one identity happen once. */
export const containerName = (place: Place, identity: ContainerIdentity): string => {
  const what = identity.role === 'sandbox' ? 'POD' : identity.container;
  return [`shiplog-${place.cluster}`, what, identity.pod, identity.namespace, identity.podUid, identity.attempt].join('_');
};

/** Filters of list and events for one node's containers. */
export const nodeFilter = (place: Place): string[] => [`${labelNames.cluster}=${place.cluster}`, `${labelNames.node}=${place.node}`];
