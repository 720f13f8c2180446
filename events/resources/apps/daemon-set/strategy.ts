import type { JsonObject } from '../../../json.ts';
import { jsonEqual } from '../../../json-equal.ts';
import { stringAt, valueAt, withValueAt, withoutKeys } from '../../../json-path.ts';
import type { Strategy } from '../../../schema/kind.ts';

/** Counts changes of the template; only old controllers look at it. */
const TEMPLATE_GENERATION = ['metadata', 'annotations', 'deprecated.daemonset.template.generation'];

const generationOf = (set: JsonObject): number => {
  const text = stringAt(set, ...TEMPLATE_GENERATION);
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : 0;
};

const withGeneration = (set: JsonObject, generation: number): JsonObject => withValueAt(set, TEMPLATE_GENERATION, String(generation));

const prepareUpdate = (set: JsonObject, before: JsonObject): JsonObject => {
  const changed = !jsonEqual(valueAt(set, 'spec', 'template'), valueAt(before, 'spec', 'template'));
  return withGeneration(set, generationOf(before) + (changed ? 1 : 0));
};

export const daemonSetStrategy: Strategy = {
  generation: ['spec'],
  prepareCreate: (set) => withGeneration(withoutKeys(set, ['status']), Math.max(generationOf(set), 1)),
  prepareUpdate,
};
