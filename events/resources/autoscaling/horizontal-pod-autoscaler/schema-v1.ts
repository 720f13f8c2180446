import type { KindDefinition } from '../../../schema/kind.ts';
import { int32, int64, one, string, struct, time, typeMeta } from '../../../schema/fields.ts';
import { namespacedMeta } from '../../_types/meta.ts';
import { fromStored, toStored } from './convert-v1.ts';
import { horizontalPodAutoscaler } from './schema.ts';

const CrossVersionObjectReferenceSchema = struct('io.k8s.api.autoscaling.v1.CrossVersionObjectReference', () => ({
  kind: string(1, { required: true, description: 'Kind of the object.' }),
  name: string(2, { required: true, description: 'Name of the object.' }),
  apiVersion: string(3, { description: 'Group and version of the object.' }),
}), { type: 'atomic', description: 'Names an object by kind and name, whatever its version.' });

const HorizontalPodAutoscalerSpecSchema = struct('io.k8s.api.autoscaling.v1.HorizontalPodAutoscalerSpec', () => ({
  scaleTargetRef: one(1, CrossVersionObjectReferenceSchema, { required: true, description: 'What is scaled: an object with a scale subresource.' }),
  minReplicas: int32(2, { pointer: true, default: 1, description: 'The smallest size; 1 by default.' }),
  maxReplicas: int32(3, { required: true, description: 'The largest size; not less than the smallest.' }),
  targetCPUUtilizationPercentage: int32(4, { pointer: true, description: 'Percent of the requested CPU aimed at, on average over the pods.' }),
}), { description: 'What is scaled, by what, and between which sizes.' });

const HorizontalPodAutoscalerStatusSchema = struct('io.k8s.api.autoscaling.v1.HorizontalPodAutoscalerStatus', () => ({
  observedGeneration: int64(1, { pointer: true, description: 'Generation of the spec this status is about.' }),
  lastScaleTime: time(2, { pointer: true, description: 'When the size was last changed.' }),
  currentReplicas: int32(3, { required: true, description: 'The present size.' }),
  desiredReplicas: int32(4, { required: true, description: 'The size last reckoned.' }),
  currentCPUUtilizationPercentage: int32(5, { pointer: true, description: 'Percent of the requested CPU that the pods use, on average.' }),
}), { description: 'The present size, and what it was reckoned from.' });

const HorizontalPodAutoscalerSchema = struct('io.k8s.api.autoscaling.v1.HorizontalPodAutoscaler', () => ({
  ...typeMeta(),
  metadata: namespacedMeta(),
  spec: one(2, HorizontalPodAutoscalerSpecSchema, { required: true, omitempty: true, description: 'What is scaled, by what, and between which sizes.' }),
  status: one(3, HorizontalPodAutoscalerStatusSchema, { description: 'The present size, and what it was reckoned from.' }),
}), { description: 'Sets the size of something that runs pods by how much they have to do.' });

/** The version of old: CPU use is a field, everything else lies in annotations. */
export const horizontalPodAutoscalerV1: KindDefinition = {
  ...horizontalPodAutoscaler,
  version: 'v1',
  schema: HorizontalPodAutoscalerSchema,
  storedAs: { definition: horizontalPodAutoscaler, toStored, fromStored },
};
