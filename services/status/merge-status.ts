import type { JsonObject } from '../../events/json.ts';
import { objectsAt } from '../../events/json-path.ts';
import { mergeConditions } from './conditions.ts';
import { AGENT_NODE_CONDITIONS, AGENT_NODE_FIELDS, AGENT_POD_CONDITIONS, AGENT_POD_FIELDS } from './owners.ts';

interface Owned {
  readonly fields: readonly string[];
  readonly conditions: readonly string[];
  /** Owned fields that stay when a report leaves them out. */
  readonly sticky: readonly string[];
  /** Owned conditions that go when a report leaves them out. */
  readonly passing: readonly string[];
}

const POD: Owned = { fields: AGENT_POD_FIELDS, conditions: AGENT_POD_CONDITIONS, sticky: ['phase', 'startTime', 'hostIP', 'hostIPs', 'observedGeneration'], passing: ['PodResizePending', 'PodResizeInProgress'] };
const NODE: Owned = { fields: AGENT_NODE_FIELDS, conditions: AGENT_NODE_CONDITIONS, sticky: ['capacity', 'allocatable', 'addresses', 'nodeInfo'], passing: [] };

interface Report {
  readonly current: JsonObject;
  readonly observed: JsonObject;
  readonly time: string;
}

const hasType = (types: readonly string[]) => ({ type }: JsonObject): boolean => typeof type === 'string' && types.includes(type);

const merge = ({ current, observed, time }: Report, { fields, conditions, sticky, passing }: Owned): JsonObject => {
  const foreign = Object.entries(current).filter(([field]) => !fields.includes(field) || sticky.includes(field));
  const reported = Object.entries(observed).filter(([field, value]) => fields.includes(field) && value !== undefined);
  const status = Object.fromEntries([...foreign, ...reported]);
  const told = objectsAt(observed, 'conditions');
  const kept = objectsAt(current, 'conditions').filter((condition) => !hasType(passing)(condition) || told.some(({ type }) => type === condition.type));
  const merged = mergeConditions({ current: kept, observed: observed.conditions, owned: conditions, time });
  return merged.length > 0 ? { ...status, conditions: merged } : status;
};

const isTerminal = (status: JsonObject): boolean => status.phase === 'Succeeded' || status.phase === 'Failed';

/**
 * A pod's status after its agent's report: the agent's fields as reported, everyone else's untouched. A phase that
 * has ended does not begin again, whatever is reported.
 */
export const mergePodStatus = (report: Report): JsonObject => {
  const merged = merge(report, POD);
  return isTerminal(report.current) && !isTerminal(merged) ? { ...merged, phase: report.current.phase } : merged;
};

/** A node's status after its agent's report, by the same rule. */
export const mergeNodeStatus = (report: Report): JsonObject => merge(report, NODE);
