import type { Plugin } from '../../framework.ts';
import { SKIP } from '../../framework.ts';

/** PreEnqueue: a pod with scheduling gates waits until they are all removed. */
export const schedulingGates = (): Plugin => ({
  name: 'SchedulingGates',
  weight: 0,
  wakes: ['pod-changed'],
  prepare: (pod) => {
    const gates = (pod.spec.schedulingGates ?? []).map(({ name }) => name);
    return gates.length === 0 ? SKIP : { reject: { reasons: [`waiting for scheduling gates: [${gates.join(' ')}]`] } };
  },
});
