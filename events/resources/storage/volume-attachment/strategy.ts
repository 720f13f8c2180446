import { withoutKeys } from '../../../json-path.ts';
import type { Strategy } from '../../../schema/kind.ts';

export const volumeAttachmentStrategy: Strategy = { prepareCreate: (attachment) => withoutKeys(attachment, ['status']) };
