import type { Strategy } from '../../../schema/kind.ts';

export const ingressClassStrategy: Strategy = { generation: ['spec'] };
