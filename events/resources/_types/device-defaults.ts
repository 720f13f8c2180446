import type { JsonObject } from '../../json.ts';

/** One device, exactly, unless something else is asked for. */
export const defaultDeviceRequest = (request: JsonObject): JsonObject => {
  const mode = request['allocationMode'] ?? '';
  const exact = mode === '' || mode === 'ExactCount';
  const counted = exact && (request['count'] ?? 0) === 0;
  return mode === '' || counted ? { ...request, ...(mode === '' && { allocationMode: 'ExactCount' }), ...(counted && { count: 1 }) } : request;
};
