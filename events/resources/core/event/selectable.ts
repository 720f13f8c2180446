import type { JsonObject } from '../../../json.ts';
import { stringAt } from '../../../json-path.ts';

type Read = (event: JsonObject) => string;
const text = (...path: readonly string[]): Read => (event) => stringAt(event, ...path);
const INVOLVED: readonly string[] = ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'];

/** Fields Events are selected by. */
export const eventSelectable: Readonly<Record<string, Read>> = {
  ...Object.fromEntries(INVOLVED.map((field): [string, Read] => [`involvedObject.${field}`, text('involvedObject', field)])),
  reason: text('reason'),
  reportingComponent: text('reportingComponent'),
  source: (event) => stringAt(event, 'source', 'component') || stringAt(event, 'reportingComponent'),
  type: text('type'),
};
