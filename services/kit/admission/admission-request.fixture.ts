import type { JsonObject } from '../../../events/json.ts';
import { stringAt } from '../../../events/json-path.ts';
import type { ResourceRef } from '../../../events/object-ref.ts';
import type { AdmissionPlugin, AdmissionRequest } from './admission-plugin.ts';

/** A request to create, or with `before` to update, an object; `others` lie in the same cluster by resource. */
export const aRequest = (resource: ResourceRef, object: JsonObject, { before, others = {} }: { readonly before?: JsonObject; readonly others?: Readonly<Record<string, readonly JsonObject[]>> } = {}): AdmissionRequest => {
  const list = ({ resource: name }: ResourceRef): readonly JsonObject[] => others[name] ?? [];
  const name = stringAt(object, 'metadata', 'name') || 'x';
  return {
    operation: before === undefined ? 'CREATE' : 'UPDATE', ref: { ...resource, namespace: 'ns', name }, subresource: undefined, displayName: name, object, before, actor: 'jane',
    list, find: (of, _namespace, wanted) => list(of).find((each) => stringAt(each, 'metadata', 'name') === wanted),
  };
};

/** What a plugin makes of a request: the object it lets pass, or the words it refuses with. */
export const admitted = (plugin: AdmissionPlugin, request: AdmissionRequest): JsonObject | string => {
  const early = plugin.precheck?.(request);
  if (early !== undefined) return early.refusal.message;
  const object = plugin.mutate?.(request) ?? request.object;
  return plugin.validate?.({ ...request, object })?.refusal.message ?? object;
};
