import type { JsonObject } from '../../../events/json.ts';
import { numberAt, stringAt } from '../../../events/json-path.ts';
import type { ResourceOf } from '../../../events/object-ref.ts';
import type { OwnerReference } from '../../../events/resources/_types/meta.ts';
import { deployments } from '../../../events/resources/apps/deployment/schema.ts';
import type { ReplicaSet } from '../../../events/resources/apps/replica-set/schema.ts';
import { replicaSets } from '../../../events/resources/apps/replica-set/schema.ts';
import type { Kinds } from '../../../events/resources/kinds.ts';
import type { KindDefinition } from '../../../events/schema/kind.ts';
import type { View } from '../../kit/reconciler.ts';
import { controllerOf } from '../workload/ownership.ts';

/** How many pods a controller is to keep. */
interface ControllerScale {
  readonly uid: string;
  readonly replicas: number;
}

/** `undefined`: no such controller. A `failure` says why its scale cannot be known. */
export type FoundScale = ControllerScale | { readonly failure: string } | undefined;

/** Finds the scale of what controls a pod: of a ReplicaSet's Deployment, or of any kind that can be scaled. */
export type FindScale = (view: View, namespace: string, controller: OwnerReference) => FoundScale;

const versionOf = (apiVersion: string): { readonly group: string; readonly version: string } => {
  const slash = apiVersion.indexOf('/');
  return { group: apiVersion.slice(0, Math.max(slash, 0)), version: apiVersion.slice(slash + 1) };
};

const ofDeployment = (view: View, { metadata }: ReplicaSet): ControllerScale | undefined => {
  const owner = controllerOf(metadata);
  if (owner?.kind !== 'Deployment' || versionOf(owner.apiVersion).group !== deployments.group) return undefined;
  const found = view.get(deployments, metadata.namespace, owner.name)?.object;
  return found?.metadata.uid === owner.uid ? { uid: owner.uid, replicas: found.spec.replicas ?? 1 } : undefined;
};

const nameOf = ({ group, resource }: KindDefinition): string => (group === '' ? resource : `${resource}.${group}`);

const ofScalable = (view: View, namespace: string, { controller, definition }: { readonly controller: OwnerReference; readonly definition: KindDefinition }): FoundScale => {
  const { scale, group, resource } = definition;
  if (scale === undefined) return { failure: `${nameOf(definition)} does not implement the scale subresource` };
  const scalable: ResourceOf<JsonObject> = { group, resource };
  const found = view.get(scalable, namespace, controller.name)?.object;
  if (found === undefined || stringAt(found, 'metadata', 'uid') !== controller.uid) return undefined;
  return { uid: controller.uid, replicas: numberAt(found, ...scale.specReplicas.split('.')) ?? 1 };
};

export const createFindScale = (kinds: Kinds): FindScale => (view, namespace, controller) => {
  const { group, version } = versionOf(controller.apiVersion);
  const definition = kinds.byKind(group, version, controller.kind)?.definition;
  if (definition === undefined) return { failure: `no matches for kind ${JSON.stringify(controller.kind)} in version ${JSON.stringify(controller.apiVersion)}` };
  const replicaSet = definition.resource === replicaSets.resource ? view.get(replicaSets, namespace, controller.name)?.object : undefined;
  const above = replicaSet?.metadata.uid === controller.uid ? ofDeployment(view, replicaSet) : undefined;
  return above ?? ofScalable(view, namespace, { controller, definition });
};
