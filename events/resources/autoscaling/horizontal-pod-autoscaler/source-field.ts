/** Where a metric of a type says what it is. */
const FIELDS: Readonly<Record<string, string>> = {
  Object: 'object', Pods: 'pods', Resource: 'resource', ContainerResource: 'containerResource', External: 'external',
};

export const METRIC_TYPES: readonly string[] = Object.keys(FIELDS).sort();

export const sourceField = (type: string): string | undefined => (Object.hasOwn(FIELDS, type) ? FIELDS[type] : undefined);
