import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { bool, bytes, int32, list, one, string, struct, typeMeta } from '../../../schema/fields.ts';
import { APIServiceConditionType, ConditionStatus } from '../../_types/enums.ts';
import { clusterMeta } from '../../_types/meta.ts';
import { apiServiceColumns } from './columns.ts';
import { apiServiceErrors, apiServiceStatusErrors } from './validate.ts';
import { apiServiceStrategy } from './strategy.ts';
import { plainConditionFields } from '../../_types/plain-condition.ts';

export const ServiceReferenceSchema = struct('io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.ServiceReference', () => ({
  namespace: string(1, { description: 'Namespace of the service.' }),
  name: string(2, { description: 'Name of the service.' }),
  port: int32(3, { default: 443, pointer: true, description: 'Port of the service; 443 by default.' }),
}), { description: 'A port and path of a service.' });
export type ServiceReference = z.output<typeof ServiceReferenceSchema>;

export const APIServiceSpecSchema = struct('io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceSpec', () => ({
  service: one(1, ServiceReferenceSchema, { pointer: true, description: 'Service of the other server; absent for what this server serves.' }),
  group: string(2, { description: 'Name of the group.' }),
  version: string(3, { description: 'Name of the version.' }),
  insecureSkipTLSVerify: bool(4, { description: 'Whether the other server’s certificate is not checked.' }),
  caBundle: bytes(5, { type: 'atomic', description: 'Certificates in PEM that vouch for the server’s own.' }),
  groupPriorityMinimum: int32(7, { required: true, description: 'Priority of the group; higher first.' }),
  versionPriority: int32(8, { required: true, description: 'Priority of the version within its group; higher first.' }),
}), { description: 'A group and version and who serves them.' });
export type APIServiceSpec = z.output<typeof APIServiceSpecSchema>;

export const APIServiceConditionSchema = struct('io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceCondition', () => ({
  type: string(1, { required: true, known: APIServiceConditionType, description: 'Which state.' }),
  status: string(2, { required: true, enum: ConditionStatus, description: 'True, False or Unknown.' }),
  ...plainConditionFields(),
}), { description: 'An observed state.' });
export type APIServiceCondition = z.output<typeof APIServiceConditionSchema>;

export const APIServiceStatusSchema = struct('io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceStatus', () => ({
  conditions: list(1, APIServiceConditionSchema, { type: 'map', keys: ['type'], patch: { strategy: 'merge', key: 'type' }, description: 'Observed states: Available.' }),
}), { description: 'Whether it is available.' });
export type APIServiceStatus = z.output<typeof APIServiceStatusSchema>;

export const APIServiceSchema = struct('io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIService', () => ({
  ...typeMeta(),
  metadata: clusterMeta(),
  spec: one(2, APIServiceSpecSchema, { description: 'The group and version and who serves them.' }),
  status: one(3, APIServiceStatusSchema, { description: 'Whether it is available.' }),
}), { description: 'A group and version of the API, perhaps served by another server.' });
export type APIService = z.output<typeof APIServiceSchema>;

export const apiServices: ResourceOf<APIService> = { group: 'apiregistration.k8s.io', resource: 'apiservices' };

export const apiService: KindDefinition = {
  group: 'apiregistration.k8s.io',
  version: 'v1',
  kind: 'APIService',
  resource: 'apiservices',
  singular: 'apiservice',
  shortNames: [],
  categories: ['api-extensions'],
  namespaced: false,
  nameRule: 'path-segment',
  schema: APIServiceSchema,
  hasStatus: true,
  columns: apiServiceColumns,
  selectable: {},
  strategy: apiServiceStrategy,
  validate: apiServiceErrors,
  validateStatus: apiServiceStatusErrors,
};
