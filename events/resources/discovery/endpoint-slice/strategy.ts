import type { Strategy } from '../../../schema/kind.ts';

export const endpointSliceStrategy: Strategy = { generation: ['addressType', 'endpoints', 'ports', 'metadata.labels'] };
