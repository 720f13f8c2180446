import type { JsonObject } from '../../../events/json.ts';
import { stringAt } from '../../../events/json-path.ts';
import { MANDATORY_FLOW_SCHEMAS, MANDATORY_PRIORITY_LEVELS } from '../../../events/resources/flowcontrol/mandatory.ts';
import type { StartObject } from './start-data.ts';

const GROUP = 'flowcontrol.apiserver.k8s.io';

const objects = (resource: string, specs: ReadonlyMap<string, JsonObject>, status: StartObject['status']): readonly StartObject[] =>
  [...specs].map(([name, spec]) => ({
    ref: { group: GROUP, resource, namespace: '', name },
    object: { metadata: { name, annotations: { 'apf.kubernetes.io/autoupdate-spec': 'true' } }, spec },
    kept: false,
    ...(status && { status }),
  }));

const notDangling = (schema: JsonObject): JsonObject => ({
  conditions: [{
    type: 'Dangling', status: 'False', reason: 'Found', lastTransitionTime: stringAt(schema, 'metadata', 'creationTimestamp'),
    message: `This FlowSchema references the PriorityLevelConfiguration object named ${JSON.stringify(stringAt(schema, 'spec', 'priorityLevelConfiguration', 'name'))} and it exists`,
  }],
});

/** The flow control objects no server is without. */
export const flowControlStartData: readonly StartObject[] = [
  ...objects('prioritylevelconfigurations', MANDATORY_PRIORITY_LEVELS, undefined),
  ...objects('flowschemas', MANDATORY_FLOW_SCHEMAS, notDangling),
];
