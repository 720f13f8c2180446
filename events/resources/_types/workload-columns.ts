import type { JsonObject } from '../../json.ts';
import { objectsAt, optionalObjectAt, stringAt } from '../../json-path.ts';
import { formatLabelSelector, labelSelectorOf } from '../../meta/label-selector.ts';
import type { Column } from '../../schema/kind.ts';

const ofContainers = (object: JsonObject, field: string): string =>
  objectsAt(object, 'spec', 'template', 'spec', 'containers').map((container) => stringAt(container, field)).join(',');

const selectorText = (object: JsonObject): string => {
  const selector = optionalObjectAt(object, 'spec', 'selector');
  return selector === undefined ? '<none>' : formatLabelSelector(labelSelectorOf(selector)) || '<none>';
};

/** The `-o wide` columns of kinds with a pod template. */
export const workloadColumns: readonly Column[] = [
  { name: 'Containers', type: 'string', description: 'Names of the containers in the template.', priority: 1, cell: (object) => ofContainers(object, 'name') },
  { name: 'Images', type: 'string', description: 'Images of the containers in the template.', priority: 1, cell: (object) => ofContainers(object, 'image') },
  { name: 'Selector', type: 'string', description: 'Labels of the pods it cares for.', priority: 1, cell: selectorText },
];
