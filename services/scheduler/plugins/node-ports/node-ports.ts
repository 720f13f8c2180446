import { portsConflict } from '../../../../projections/node-capacity/host-ports.ts';
import type { Plugin } from '../../framework.ts';
import { SKIP } from '../../framework.ts';

const TAKEN = { reasons: ["node(s) didn't have free ports for the requested pod ports"] };

/** Filter: host ports must be free on the node. */
export const nodePorts = (): Plugin => ({
  name: 'NodePorts',
  weight: 0,
  wakes: ['node-changed', 'pod-removed'],
  prepare: (pod, nodes) => {
    if (pod.ports.length === 0) return SKIP;
    return { filter: (row) => (nodes.ports(row).some((taken) => pod.ports.some((wanted) => portsConflict(taken, wanted))) ? TAKEN : undefined) };
  },
});
