import type { Strategy } from '../../../schema/kind.ts';

export const deviceClassStrategy: Strategy = { generation: ['spec'], returnsDeleted: true };
