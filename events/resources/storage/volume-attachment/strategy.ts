import { withoutKeys } from '../../../json-path.ts';
import type { Strategy } from '../../../schema/kind.ts';

export const volumeAttachmentStrategy: Strategy = { returnsDeleted: true, prepareCreate: (attachment) => withoutKeys(attachment, ['status']) };
