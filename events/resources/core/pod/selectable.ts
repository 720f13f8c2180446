import type { JsonObject } from '../../../json.ts';
import { booleanAt, objectsAt, stringAt } from '../../../json-path.ts';

type Read = (pod: JsonObject) => string;
const text = (...path: readonly string[]): Read => (pod) => stringAt(pod, ...path);

/** Fields pods are selected by. */
export const podSelectable: Readonly<Record<string, Read>> = {
  'spec.nodeName': text('spec', 'nodeName'),
  'spec.restartPolicy': text('spec', 'restartPolicy'),
  'spec.schedulerName': text('spec', 'schedulerName'),
  'spec.serviceAccountName': text('spec', 'serviceAccountName'),
  'spec.hostNetwork': (pod) => String(booleanAt(pod, 'spec', 'hostNetwork')),
  'status.phase': text('status', 'phase'),
  'status.podIP': (pod) => stringAt(objectsAt(pod, 'status', 'podIPs')[0], 'ip') || stringAt(pod, 'status', 'podIP'),
  'status.podIPs': (pod) => objectsAt(pod, 'status', 'podIPs').map((address) => stringAt(address, 'ip')).join(','),
  'status.nominatedNodeName': text('status', 'nominatedNodeName'),
};
