import type { Assignment } from '../../events/node/messages.ts';
import type { Container } from '../../events/resources/_types/container.ts';
import type { Pod } from '../../events/resources/core/pod/schema.ts';

/** A stored pod; of one already deleted only the metadata is known. */
export type AssignedPod = Omit<Pod, 'spec' | 'status'> & { readonly spec?: Pod['spec'] | undefined; readonly status?: Pod['status'] | undefined };

/** What the node must do about a pod, its object read as what the API server stored. */
export type DesiredPod = Omit<Assignment, 'pod'> & { readonly pod: AssignedPod };

export type ContainerRole = 'init' | 'sidecar' | 'app' | 'ephemeral';

export interface PodContainer {
  readonly role: ContainerRole;
  readonly container: Container;
  /** The container beside which an ephemeral one looks. */
  readonly target?: string | undefined;
}

/** Init containers and sidecars first, each in the order of the spec; without ephemeral ones. A pod known by its metadata alone has none. */
export const containersOf = ({ spec }: AssignedPod): readonly PodContainer[] => [
  ...(spec?.initContainers ?? []).map((container): PodContainer => ({ role: container.restartPolicy === 'Always' ? 'sidecar' : 'init', container })),
  ...(spec?.containers ?? []).map((container): PodContainer => ({ role: 'app', container })),
];

/** Containers added for debugging: they start once, and the pod's course does not depend on them. */
export const ephemeralContainersOf = ({ spec }: AssignedPod): readonly PodContainer[] =>
  (spec?.ephemeralContainers ?? []).map(({ targetContainerName, ...container }): PodContainer => ({ role: 'ephemeral', container, target: targetContainerName }));

export const allContainersOf = (pod: AssignedPod): readonly PodContainer[] => [...containersOf(pod), ...ephemeralContainersOf(pod)];

const DEFAULT_GRACE_SECONDS = 30;

export const graceSecondsOf = ({ spec }: AssignedPod): number => spec?.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS;

/** `web_default(uid)`, as upstream's messages name pods. */
export const podText = ({ name, namespace, podUid }: Pick<DesiredPod, 'name' | 'namespace' | 'podUid'>): string => `${name}_${namespace}(${podUid})`;
