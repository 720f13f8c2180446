import type { Strategy } from '../../../schema/kind.ts';

export const resourceSliceStrategy: Strategy = { generation: ['spec'], returnsDeleted: true };
