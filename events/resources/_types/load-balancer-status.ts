import type { z } from 'zod';
import { int32, list, string, struct } from '../../schema/fields.ts';
import { LoadBalancerIPMode, Protocol } from './enums.ts';

export const PortStatusSchema = struct('io.k8s.api.core.v1.PortStatus', () => ({
  port: int32(1, { required: true }),
  protocol: string(2, { required: true, enum: Protocol }),
  error: string(3, { pointer: true }),
}));
export type PortStatus = z.output<typeof PortStatusSchema>;

export const LoadBalancerIngressSchema = struct('io.k8s.api.core.v1.LoadBalancerIngress', () => ({
  ip: string(1),
  hostname: string(2),
  ipMode: string(3, { pointer: true, enum: LoadBalancerIPMode }),
  ports: list(4, PortStatusSchema, { type: 'atomic' }),
}));
export type LoadBalancerIngress = z.output<typeof LoadBalancerIngressSchema>;

export const LoadBalancerStatusSchema = struct('io.k8s.api.core.v1.LoadBalancerStatus', () => ({
  ingress: list(1, LoadBalancerIngressSchema, { type: 'atomic' }),
}));
export type LoadBalancerStatus = z.output<typeof LoadBalancerStatusSchema>;
