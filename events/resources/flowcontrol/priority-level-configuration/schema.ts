import type { z } from 'zod';
import type { ResourceOf } from '../../../object-ref.ts';
import type { KindDefinition } from '../../../schema/kind.ts';
import { int32, list, one, string, struct, typeMeta } from '../../../schema/fields.ts';
import { ConditionStatus, LimitResponseType, PriorityLevelEnablement } from '../../_types/enums.ts';
import { clusterMeta } from '../../_types/meta.ts';
import { priorityLevelConfigurationColumns } from './columns.ts';
import { priorityLevelConfigurationErrors, priorityLevelConfigurationStatusErrors } from './validate.ts';
import { priorityLevelConfigurationStrategy } from './strategy.ts';
import { plainConditionFields } from '../../_types/plain-condition.ts';

export const QueuingConfigurationSchema = struct('io.k8s.api.flowcontrol.v1.QueuingConfiguration', () => ({
  queues: int32(1, { default: 64, always: true, description: 'Number of queues; 64 by default.' }),
  handSize: int32(2, { default: 8, always: true, description: 'Queues a flow is shuffled into; 8 by default.' }),
  queueLengthLimit: int32(3, { default: 50, always: true, description: 'Longest a queue may grow; 50 by default.' }),
}), { description: 'Queues of a level.' });
export type QueuingConfiguration = z.output<typeof QueuingConfigurationSchema>;

export const LimitResponseSchema = struct('io.k8s.api.flowcontrol.v1.LimitResponse', () => ({
  type: string(1, { required: true, known: LimitResponseType, description: 'Queue or Reject.' }),
  queuing: one(2, QueuingConfigurationSchema, { pointer: true, description: 'Queues, with type Queue.' }),
}), { description: 'What happens beyond a limit.' });
export type LimitResponse = z.output<typeof LimitResponseSchema>;

export const LimitedPriorityLevelConfigurationSchema = struct('io.k8s.api.flowcontrol.v1.LimitedPriorityLevelConfiguration', () => ({
  nominalConcurrencyShares: int32(1, { default: 30, always: true, pointer: true, description: 'Share of the server’s seats; 30 by default.' }),
  limitResponse: one(2, LimitResponseSchema, { description: 'What happens beyond the limit.' }),
  lendablePercent: int32(3, { default: 0, pointer: true, description: 'How much of it others may borrow.' }),
  borrowingLimitPercent: int32(4, { pointer: true, description: 'How much it may borrow from others.' }),
}), { description: 'Limits of a level.' });
export type LimitedPriorityLevelConfiguration = z.output<typeof LimitedPriorityLevelConfigurationSchema>;

export const ExemptPriorityLevelConfigurationSchema = struct('io.k8s.api.flowcontrol.v1.ExemptPriorityLevelConfiguration', () => ({
  nominalConcurrencyShares: int32(1, { default: 0, pointer: true, description: 'Share of the server’s seats; 0 by default.' }),
  lendablePercent: int32(2, { default: 0, pointer: true, description: 'How much of it others may borrow.' }),
}), { description: 'Shares of an unlimited level.' });
export type ExemptPriorityLevelConfiguration = z.output<typeof ExemptPriorityLevelConfigurationSchema>;

export const PriorityLevelConfigurationSpecSchema = struct('io.k8s.api.flowcontrol.v1.PriorityLevelConfigurationSpec', () => ({
  type: string(1, { required: true, known: PriorityLevelEnablement, description: 'Exempt or Limited.' }),
  limited: one(2, LimitedPriorityLevelConfigurationSchema, { pointer: true, description: 'Limits, with type Limited.' }),
  exempt: one(3, ExemptPriorityLevelConfigurationSchema, { pointer: true, description: 'Shares, with type Exempt.' }),
}), { description: 'How much, and what happens beyond it.' });
export type PriorityLevelConfigurationSpec = z.output<typeof PriorityLevelConfigurationSpecSchema>;

export const PriorityLevelConfigurationConditionSchema = struct('io.k8s.api.flowcontrol.v1.PriorityLevelConfigurationCondition', () => ({
  type: string(1, { description: 'Which state.' }),
  status: string(2, { enum: ConditionStatus, description: 'True, False or Unknown.' }),
  ...plainConditionFields(),
}), { description: 'An observed state.' });
export type PriorityLevelConfigurationCondition = z.output<typeof PriorityLevelConfigurationConditionSchema>;

export const PriorityLevelConfigurationStatusSchema = struct('io.k8s.api.flowcontrol.v1.PriorityLevelConfigurationStatus', () => ({
  conditions: list(1, PriorityLevelConfigurationConditionSchema, { type: 'map', keys: ['type'], patch: { strategy: 'merge', key: 'type' }, description: 'Observed states.' }),
}), { description: 'Observed states of a level.' });
export type PriorityLevelConfigurationStatus = z.output<typeof PriorityLevelConfigurationStatusSchema>;

export const PriorityLevelConfigurationSchema = struct('io.k8s.api.flowcontrol.v1.PriorityLevelConfiguration', () => ({
  ...typeMeta(),
  metadata: clusterMeta(),
  spec: one(2, PriorityLevelConfigurationSpecSchema, { description: 'How much, and what happens beyond it.' }),
  status: one(3, PriorityLevelConfigurationStatusSchema, { description: 'Observed states.' }),
}), { description: 'A share of the server’s work.' });
export type PriorityLevelConfiguration = z.output<typeof PriorityLevelConfigurationSchema>;

export const priorityLevelConfigurations: ResourceOf<PriorityLevelConfiguration> = { group: 'flowcontrol.apiserver.k8s.io', resource: 'prioritylevelconfigurations' };

export const priorityLevelConfiguration: KindDefinition = {
  group: 'flowcontrol.apiserver.k8s.io',
  version: 'v1',
  kind: 'PriorityLevelConfiguration',
  resource: 'prioritylevelconfigurations',
  singular: 'prioritylevelconfiguration',
  shortNames: [],
  categories: [],
  namespaced: false,
  schema: PriorityLevelConfigurationSchema,
  hasStatus: true,
  columns: priorityLevelConfigurationColumns,
  selectable: {},
  strategy: priorityLevelConfigurationStrategy,
  validate: priorityLevelConfigurationErrors,
  validateStatus: priorityLevelConfigurationStatusErrors,
};
