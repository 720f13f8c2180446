import type { AdmissionRequest } from './admission-plugin.ts';

/** Whether a request creates an object of a resource, not one of its subresources. */
export const isCreateOf = ({ operation, ref, subresource }: AdmissionRequest, group: string, resource: string): boolean =>
  operation === 'CREATE' && subresource === undefined && ref.group === group && ref.resource === resource;

/** Whether a request updates an object of a resource itself. */
export const isUpdateOf = ({ operation, ref, subresource }: AdmissionRequest, group: string, resource: string): boolean =>
  operation === 'UPDATE' && subresource === undefined && ref.group === group && ref.resource === resource;
