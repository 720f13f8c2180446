import { withoutKeys } from '../../../json-path.ts';
import type { Strategy } from '../../../schema/kind.ts';

export const ingressStrategy: Strategy = { generation: ['spec'], prepareCreate: (ingress) => withoutKeys(ingress, ['status']) };
