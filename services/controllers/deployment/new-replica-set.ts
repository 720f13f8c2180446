import type { JsonObject } from '../../../events/json.ts';
import type { Deployment } from '../../../events/resources/apps/deployment/schema.ts';
import { controllerReference } from '../workload/ownership.ts';
import { annotationsOfNew, sizeAnnotations } from './annotations.ts';
import type { Limits } from './limits.ts';
import { POD_TEMPLATE_HASH, templateHash } from './template.ts';

export const newReplicaSetName = ({ metadata: { name }, spec, status }: Deployment): string =>
  `${name}-${templateHash(spec.template, status.collisionCount)}`;

/** A ReplicaSet to be created; its name is known beforehand. */
export type NewReplicaSet = JsonObject & { readonly metadata: JsonObject & { readonly name: string } };

interface Making {
  readonly size: number;
  readonly revision: number;
  readonly limits: Limits;
}

/** The ReplicaSet for the Deployment's present template: its selector and pods carry the template's hash. */
export const newReplicaSet = (deployment: Deployment, { size, revision, limits }: Making): NewReplicaSet => {
  const { metadata, spec } = deployment;
  const hash = { [POD_TEMPLATE_HASH]: templateHash(spec.template, deployment.status.collisionCount) };
  const labels = { ...spec.template.metadata.labels, ...hash };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: newReplicaSetName(deployment),
      namespace: metadata.namespace,
      labels,
      annotations: { ...annotationsOfNew(deployment, {}, revision), ...sizeAnnotations(limits) },
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas: size,
      minReadySeconds: spec.minReadySeconds,
      selector: { ...spec.selector, matchLabels: { ...spec.selector.matchLabels, ...hash } },
      template: { ...spec.template, metadata: { ...spec.template.metadata, labels } },
    },
  };
};
