import type { z } from 'zod';
import { int32, one, quantity, string, struct } from '../../../schema/fields.ts';
import { MetricSourceType, MetricTargetType } from '../../_types/enums.ts';
import { LabelSelectorSchema } from '../../_types/meta.ts';

export const CrossVersionObjectReferenceSchema = struct('io.k8s.api.autoscaling.v2.CrossVersionObjectReference', () => ({
  kind: string(1, { required: true, description: 'Kind of the object.' }),
  name: string(2, { required: true, description: 'Name of the object.' }),
  apiVersion: string(3, { description: 'Group and version of the object.' }),
}), { description: 'Names an object by kind and name, whatever its version.' });
export type CrossVersionObjectReference = z.output<typeof CrossVersionObjectReferenceSchema>;

export const MetricTargetSchema = struct('io.k8s.api.autoscaling.v2.MetricTarget', () => ({
  type: string(1, { required: true, enum: MetricTargetType, description: 'Utilization: a share of the requests. AverageValue: a value per pod. Value: a value as it is.' }),
  value: quantity(2, { pointer: true, description: 'The value, with type Value.' }),
  averageValue: quantity(3, { pointer: true, description: 'The value per pod, with type AverageValue.' }),
  averageUtilization: int32(4, { pointer: true, description: 'Percent of what the pods request, on average, with type Utilization.' }),
}), { description: 'The value aimed at.' });
export type MetricTarget = z.output<typeof MetricTargetSchema>;

export const MetricIdentifierSchema = struct('io.k8s.api.autoscaling.v2.MetricIdentifier', () => ({
  name: string(1, { required: true, description: 'Name of the metric.' }),
  selector: one(2, LabelSelectorSchema, { pointer: true, description: 'Narrows the metric by its labels.' }),
}), { description: 'Names a metric.' });
export type MetricIdentifier = z.output<typeof MetricIdentifierSchema>;

export const ObjectMetricSourceSchema = struct('io.k8s.api.autoscaling.v2.ObjectMetricSource', () => ({
  describedObject: one(1, CrossVersionObjectReferenceSchema, { required: true, description: 'The object the metric is of.' }),
  target: one(2, MetricTargetSchema, { required: true, description: 'The value aimed at.' }),
  metric: one(3, MetricIdentifierSchema, { required: true, description: 'The metric.' }),
}), { description: 'A metric of one object.' });
export type ObjectMetricSource = z.output<typeof ObjectMetricSourceSchema>;

export const PodsMetricSourceSchema = struct('io.k8s.api.autoscaling.v2.PodsMetricSource', () => ({
  metric: one(1, MetricIdentifierSchema, { required: true, description: 'The metric.' }),
  target: one(2, MetricTargetSchema, { required: true, description: 'The value aimed at.' }),
}), { description: 'A metric of each pod, averaged.' });
export type PodsMetricSource = z.output<typeof PodsMetricSourceSchema>;

export const ResourceMetricSourceSchema = struct('io.k8s.api.autoscaling.v2.ResourceMetricSource', () => ({
  name: string(1, { required: true, description: 'The resource, such as cpu.' }),
  target: one(2, MetricTargetSchema, { required: true, description: 'The value aimed at.' }),
}), { description: 'Use of a resource by the pods.' });
export type ResourceMetricSource = z.output<typeof ResourceMetricSourceSchema>;

export const ContainerResourceMetricSourceSchema = struct('io.k8s.api.autoscaling.v2.ContainerResourceMetricSource', () => ({
  name: string(1, { required: true, description: 'The resource, such as cpu.' }),
  target: one(2, MetricTargetSchema, { required: true, description: 'The value aimed at.' }),
  container: string(3, { required: true, description: 'Name of the container.' }),
}), { description: 'Use of a resource by one container of each pod.' });
export type ContainerResourceMetricSource = z.output<typeof ContainerResourceMetricSourceSchema>;

export const ExternalMetricSourceSchema = struct('io.k8s.api.autoscaling.v2.ExternalMetricSource', () => ({
  metric: one(1, MetricIdentifierSchema, { required: true, description: 'The metric.' }),
  target: one(2, MetricTargetSchema, { required: true, description: 'The value aimed at.' }),
}), { description: 'A metric of something outside the cluster.' });
export type ExternalMetricSource = z.output<typeof ExternalMetricSourceSchema>;

export const MetricSpecSchema = struct('io.k8s.api.autoscaling.v2.MetricSpec', () => ({
  type: string(1, { required: true, enum: MetricSourceType, description: 'Which of the sources below it is.' }),
  object: one(2, ObjectMetricSourceSchema, { pointer: true, description: 'A metric of one object, such as requests per second of an Ingress.' }),
  pods: one(3, PodsMetricSourceSchema, { pointer: true, description: 'A metric of each pod, averaged.' }),
  resource: one(4, ResourceMetricSourceSchema, { pointer: true, description: 'Use of a resource by the pods.' }),
  containerResource: one(7, ContainerResourceMetricSourceSchema, { pointer: true, description: 'Use of a resource by one container of each pod.' }),
  external: one(5, ExternalMetricSourceSchema, { pointer: true, description: 'A metric of something outside the cluster.' }),
}), { description: 'One metric and the value aimed at; only the field of its type is set.' });
export type MetricSpec = z.output<typeof MetricSpecSchema>;
