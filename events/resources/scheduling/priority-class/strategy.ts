import type { Strategy } from '../../../schema/kind.ts';

/** Its generation is 1 for ever: what counts cannot change. */
export const priorityClassStrategy: Strategy = { generation: [] };
