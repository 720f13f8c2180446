import type { JsonObject } from '../../json.ts';
import { objectsAt, optionalObjectAt, stringAt } from '../../json-path.ts';
import { formatLabelSelector, labelSelectorOf } from '../../meta/label-selector.ts';
import type { Column } from '../../schema/kind.ts';

const TEMPLATE: readonly string[] = ['spec', 'template'];

const wide = (name: string, description: string, cell: Column['cell']): Column => ({ name, type: 'string', description, priority: 1, cell });

/** The `-o wide` columns about the containers of a pod template. */
export const containerColumns = (template: readonly string[] = TEMPLATE): readonly Column[] => {
  const ofContainers = (object: JsonObject, field: string): string =>
    objectsAt(object, ...template, 'spec', 'containers').map((container) => stringAt(container, field)).join(',');
  return [
    wide('Containers', 'Names of the containers in the template.', (object) => ofContainers(object, 'name')),
    wide('Images', 'Images of the containers in the template.', (object) => ofContainers(object, 'image')),
  ];
};

/** The `-o wide` column about a label selector. */
export const selectorColumn = (...path: readonly string[]): Column => wide('Selector', 'Labels of the pods it cares for.', (object) => {
  const selector = optionalObjectAt(object, ...path);
  return selector === undefined ? '<none>' : formatLabelSelector(labelSelectorOf(selector)) || '<none>';
});

/** The `-o wide` columns of kinds with a pod template and a selector. */
export const workloadColumns: readonly Column[] = [...containerColumns(), selectorColumn('spec', 'selector')];
