import { withoutKeys } from '../../../json-path.ts';
import type { Strategy } from '../../../schema/kind.ts';

export const flowSchemaStrategy: Strategy = { generation: ['spec'], prepareCreate: (schema) => withoutKeys(schema, ['status']) };
