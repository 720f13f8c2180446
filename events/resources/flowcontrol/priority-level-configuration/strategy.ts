import { withoutKeys } from '../../../json-path.ts';
import type { Strategy } from '../../../schema/kind.ts';

export const priorityLevelConfigurationStrategy: Strategy = { generation: ['spec'], prepareCreate: (level) => withoutKeys(level, ['status']) };
