import type { z } from 'zod';
import { list, map, string, struct } from '../../schema/fields.ts';

export const UserInfoSchema = struct('io.k8s.api.authentication.v1.UserInfo', () => ({
  username: string(1, { description: 'Name of the user.' }),
  uid: string(2, { description: 'Identifier of the user.' }),
  groups: list(3, 'string', { type: 'atomic', description: 'Groups the user is in.' }),
  extra: map(4, 'strings', { description: 'More about the user.' }),
}), { description: 'Who a user is.' });
export type UserInfo = z.output<typeof UserInfoSchema>;
