import type { Strategy } from '../../../schema/kind.ts';

export const networkPolicyStrategy: Strategy = { generation: ['spec'] };
