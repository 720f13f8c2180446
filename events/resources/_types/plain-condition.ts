import { string, time } from '../../schema/fields.ts';

/** What every condition of flow control, extension and aggregation tells beside its type and status, which differ in what they demand. */
export const plainConditionFields = () => ({
  lastTransitionTime: time(3, { description: 'When its status last changed.' }),
  reason: string(4, { description: 'Why, in one word.' }),
  message: string(5, { description: 'Why, for people.' }),
});
