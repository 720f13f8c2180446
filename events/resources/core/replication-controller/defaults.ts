import type { Json, JsonObject } from '../../../json.ts';
import { isJsonObject } from '../../../json.ts';
import { objectAt, withValueAt } from '../../../json-path.ts';

const isEmpty = (value: Json | undefined): boolean => !isJsonObject(value) || Object.keys(value).length === 0;

/** A controller without a selector or labels takes its template's. */
export const defaultReplicationController = (controller: JsonObject): JsonObject => {
  const labels = objectAt(controller, 'spec', 'template', 'metadata', 'labels');
  if (isEmpty(labels)) return controller;
  const selected = isEmpty(objectAt(controller, 'spec')['selector']) ? withValueAt(controller, ['spec', 'selector'], labels) : controller;
  return isEmpty(objectAt(selected, 'metadata')['labels']) ? withValueAt(selected, ['metadata', 'labels'], labels) : selected;
};
