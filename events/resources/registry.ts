import type { ResourceRef } from '../object-ref.ts';
import { resourceKey } from '../object-ref.ts';
import { compileKind } from '../schema/compile.ts';
import type { CompiledKind } from '../schema/compiled-kind.ts';
import type { KindDefinition } from '../schema/kind.ts';
import { createPlanner } from '../schema/struct-plan.ts';
import { deployment } from './apps/deployment/schema.ts';
import { replicaSet } from './apps/replica-set/schema.ts';
import { scale } from './autoscaling/scale/schema.ts';
import { lease } from './coordination/lease/schema.ts';
import { binding } from './core/binding/schema.ts';
import { configMap } from './core/config-map/schema.ts';
import { event } from './core/event/schema.ts';
import { tokenRequest } from './authentication/token-request/schema.ts';
import { namespace } from './core/namespace/schema.ts';
import { node } from './core/node/schema.ts';
import { pod } from './core/pod/schema.ts';
import { secret } from './core/secret/schema.ts';
import { service } from './core/service/schema.ts';
import { serviceAccount } from './core/service-account/schema.ts';
import { endpointSlice } from './discovery/endpoint-slice/schema.ts';
import { deleteOptions } from './meta/delete-options/schema.ts';
import { status } from './meta/status/schema.ts';
import { persistentVolume } from './core/persistent-volume/schema.ts';
import { persistentVolumeClaim } from './core/persistent-volume-claim/schema.ts';
import { podTemplate } from './core/pod-template/schema.ts';
import { replicationController } from './core/replication-controller/schema.ts';
import { endpoints } from './core/endpoints/schema.ts';
import { limitRange } from './core/limit-range/schema.ts';
import { resourceQuota } from './core/resource-quota/schema.ts';
import { storageClass } from './storage/storage-class/schema.ts';
import { volumeAttachment } from './storage/volume-attachment/schema.ts';
import { csiDriver } from './storage/csi-driver/schema.ts';
import { csiNode } from './storage/csi-node/schema.ts';
import { csiStorageCapacity } from './storage/csi-storage-capacity/schema.ts';
import { volumeAttributesClass } from './storage/volume-attributes-class/schema.ts';
import { priorityClass } from './scheduling/priority-class/schema.ts';
import { runtimeClass } from './node/runtime-class/schema.ts';
import { ListMetaSchema } from './_types/meta.ts';
import type { Kinds } from './kinds.ts';

/** Kinds that are served, one line a version; of a group's versions the preferred comes first. Stored are those without `storedAs`. */
const SERVED: readonly KindDefinition[] = [
  namespace,
  node,
  pod,
  configMap,
  secret,
  serviceAccount,
  service,
  event,
  deployment,
  replicaSet,
  endpointSlice,
  lease,
  persistentVolume,
  persistentVolumeClaim,
  podTemplate,
  replicationController,
  endpoints,
  limitRange,
  resourceQuota,
  storageClass,
  volumeAttachment,
  csiDriver,
  csiNode,
  csiStorageCapacity,
  volumeAttributesClass,
  priorityClass,
  runtimeClass,
];

/** Kinds of request and answer bodies; found by `byKind` alone. */
const TRANSIENT: readonly KindDefinition[] = [binding, scale, tokenRequest, status, deleteOptions];

const kindKey = (group: string, version: string, kind: string): string => `${group}/${version}/${kind}`;
const keyOf = ({ group, version, kind }: KindDefinition): string => kindKey(group, version, kind);

const versionKey = (ref: ResourceRef, version: string): string => `${version}/${resourceKey(ref)}`;

const storedFor = ({ storedAs, kind }: KindDefinition, storedOf: ReadonlyMap<KindDefinition, CompiledKind>): { readonly stored: CompiledKind } => {
  const stored = storedAs && storedOf.get(storedAs.definition);
  if (stored === undefined) throw new Error(`the version ${kind} is stored as is not in the registry`);
  return { stored };
};

/** The kinds of this build; each is compiled when first used, structs they share once. */
export const createKinds = (): Kinds => {
  const planner = createPlanner();
  const options = { planner, listMeta: ListMetaSchema };
  const stored = SERVED.filter(({ storedAs }) => storedAs === undefined).map((definition) => compileKind(definition, options));
  const storedOf = new Map(stored.map((kind) => [kind.definition, kind]));
  const served = SERVED.map((definition) => storedOf.get(definition) ?? compileKind(definition, { ...options, ...storedFor(definition, storedOf) }));
  const transient = TRANSIENT.map((definition) => compileKind(definition, { planner }));
  const byResource = new Map<string, CompiledKind>(stored.map((kind) => [resourceKey(kind.definition), kind]));
  const byKind = new Map<string, CompiledKind>([...served, ...transient].map((kind) => [keyOf(kind.definition), kind]));
  const byVersion = new Map<string, CompiledKind>(served.map((kind) => [versionKey(kind.definition, kind.definition.version), kind]));
  return {
    served: (ref, version) => byVersion.get(versionKey(ref, version)),
    allServed: () => served,
    of: (ref: ResourceRef) => byResource.get(resourceKey(ref)),
    byKind: (group, version, kind) =>
      // Clients name DeleteOptions by meta.k8s.io or by the group of what they delete.
      kind === 'DeleteOptions' ? byKind.get(keyOf(deleteOptions)) : byKind.get(kindKey(group, version, kind)),
    all: () => stored,
  };
};
