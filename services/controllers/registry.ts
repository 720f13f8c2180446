import type { Kinds } from '../../events/resources/kinds.ts';
import type { Owners } from '../../projections/owners/owners.ts';
import type { Reconciler } from '../kit/reconciler.ts';
import { cronJobReconciler } from './cron-job/reconciler.ts';
import { deploymentReconciler } from './deployment/reconciler.ts';
import { createDisruptionReconciler } from './disruption/reconciler.ts';
import { endpointSliceMirroringReconciler } from './endpoint-slice-mirroring/reconciler.ts';
import { endpointSliceReconciler } from './endpoint-slice/reconciler.ts';
import { endpointsReconciler } from './endpoints/reconciler.ts';
import { createGarbageCollector } from './garbage-collector/reconciler.ts';
import { jobReconciler } from './job/reconciler.ts';
import { createNamespaceReconciler } from './namespace/reconciler.ts';
import { nodeLifecycleReconciler } from './node-lifecycle/reconciler.ts';
import { replicationControllerReconciler } from './replication-controller/reconciler.ts';
import { replicaSetReconciler } from './replicaset/reconciler.ts';

export interface ControllerDeps {
  /** The cluster's CA certificate, PEM. */
  readonly caPem: string;
  readonly kinds: Kinds;
  /** Loaded from the follower's snapshot and fed with every commit before any reconciler hears of it. */
  readonly owners: Owners;
}

/** Every controller of the controllers process. */
export const createControllers = ({ caPem, kinds, owners }: ControllerDeps): readonly Reconciler[] => [
  replicaSetReconciler,
  deploymentReconciler,
  createNamespaceReconciler({ caPem, kinds }),
  createDisruptionReconciler({ kinds }),
  createGarbageCollector({ kinds, owners }),
  nodeLifecycleReconciler,
  jobReconciler,
  cronJobReconciler,
  replicationControllerReconciler,
  endpointsReconciler,
  endpointSliceReconciler,
  endpointSliceMirroringReconciler,
];
