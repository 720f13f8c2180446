import type { z } from 'zod';
import { int32, one, quantity, string, struct } from '../../../schema/fields.ts';
import { MetricSourceType } from '../../_types/enums.ts';
import { CrossVersionObjectReferenceSchema, MetricIdentifierSchema } from './metric-spec.ts';

export const MetricValueStatusSchema = struct('io.k8s.api.autoscaling.v2.MetricValueStatus', () => ({
  value: quantity(1, { pointer: true, description: 'The value.' }),
  averageValue: quantity(2, { pointer: true, description: 'The value per pod.' }),
  averageUtilization: int32(3, { pointer: true, description: 'Percent of what the pods request, on average.' }),
}), { description: 'The present value of a metric.' });
export type MetricValueStatus = z.output<typeof MetricValueStatusSchema>;

export const ObjectMetricStatusSchema = struct('io.k8s.api.autoscaling.v2.ObjectMetricStatus', () => ({
  metric: one(1, MetricIdentifierSchema, { required: true, description: 'The metric.' }),
  current: one(2, MetricValueStatusSchema, { required: true, description: 'The present value.' }),
  describedObject: one(3, CrossVersionObjectReferenceSchema, { required: true, description: 'The object the metric is of.' }),
}), { description: 'Present value of a metric of one object.' });
export type ObjectMetricStatus = z.output<typeof ObjectMetricStatusSchema>;

export const PodsMetricStatusSchema = struct('io.k8s.api.autoscaling.v2.PodsMetricStatus', () => ({
  metric: one(1, MetricIdentifierSchema, { required: true, description: 'The metric.' }),
  current: one(2, MetricValueStatusSchema, { required: true, description: 'The present value.' }),
}), { description: 'Present value of a metric of each pod, averaged.' });
export type PodsMetricStatus = z.output<typeof PodsMetricStatusSchema>;

export const ResourceMetricStatusSchema = struct('io.k8s.api.autoscaling.v2.ResourceMetricStatus', () => ({
  name: string(1, { required: true, description: 'The resource.' }),
  current: one(2, MetricValueStatusSchema, { required: true, description: 'The present value.' }),
}), { description: 'Present use of a resource by the pods.' });
export type ResourceMetricStatus = z.output<typeof ResourceMetricStatusSchema>;

export const ContainerResourceMetricStatusSchema = struct('io.k8s.api.autoscaling.v2.ContainerResourceMetricStatus', () => ({
  name: string(1, { required: true, description: 'The resource.' }),
  current: one(2, MetricValueStatusSchema, { required: true, description: 'The present value.' }),
  container: string(3, { required: true, description: 'Name of the container.' }),
}), { description: 'Present use of a resource by one container of each pod.' });
export type ContainerResourceMetricStatus = z.output<typeof ContainerResourceMetricStatusSchema>;

export const ExternalMetricStatusSchema = struct('io.k8s.api.autoscaling.v2.ExternalMetricStatus', () => ({
  metric: one(1, MetricIdentifierSchema, { required: true, description: 'The metric.' }),
  current: one(2, MetricValueStatusSchema, { required: true, description: 'The present value.' }),
}), { description: 'Present value of a metric of something outside the cluster.' });
export type ExternalMetricStatus = z.output<typeof ExternalMetricStatusSchema>;

export const MetricStatusSchema = struct('io.k8s.api.autoscaling.v2.MetricStatus', () => ({
  type: string(1, { required: true, enum: MetricSourceType, description: 'Which of the sources below it is.' }),
  object: one(2, ObjectMetricStatusSchema, { pointer: true, description: 'A metric of one object.' }),
  pods: one(3, PodsMetricStatusSchema, { pointer: true, description: 'A metric of each pod, averaged.' }),
  resource: one(4, ResourceMetricStatusSchema, { pointer: true, description: 'Use of a resource by the pods.' }),
  containerResource: one(7, ContainerResourceMetricStatusSchema, { pointer: true, description: 'Use of a resource by one container of each pod.' }),
  external: one(5, ExternalMetricStatusSchema, { pointer: true, description: 'A metric of something outside the cluster.' }),
}), { description: 'Present value of one metric; only the field of its type is set.' });
export type MetricStatus = z.output<typeof MetricStatusSchema>;
