import type { Plugin } from './framework.ts';
import { nodeAffinity } from './plugins/node-affinity/node-affinity.ts';
import { nodeName } from './plugins/node-name/node-name.ts';
import { nodePorts } from './plugins/node-ports/node-ports.ts';
import { nodeResourcesBalancedAllocation } from './plugins/node-resources-balanced-allocation/node-resources-balanced-allocation.ts';
import { nodeResourcesFit } from './plugins/node-resources-fit/node-resources-fit.ts';
import { nodeUnschedulable } from './plugins/node-unschedulable/node-unschedulable.ts';
import { taintToleration } from './plugins/taint-toleration/taint-toleration.ts';
import { schedulingGates } from './plugins/scheduling-gates/scheduling-gates.ts';
import { unbuiltConstraints } from './plugins/unbuilt-constraints/unbuilt-constraints.ts';

/** Every plugin, in the order its filter runs: a node's verdict is the first rejection. Adding a plugin is a folder and a line here. */
export const plugins = (): readonly Plugin[] => [
  schedulingGates(),
  unbuiltConstraints(),
  nodeUnschedulable(),
  nodeName(),
  taintToleration(),
  nodeAffinity(),
  nodePorts(),
  nodeResourcesFit(),
  nodeResourcesBalancedAllocation(),
];
