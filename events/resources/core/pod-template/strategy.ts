import type { Strategy } from '../../../schema/kind.ts';

export const podTemplateStrategy: Strategy = { generation: ['template'], returnsDeleted: true };
