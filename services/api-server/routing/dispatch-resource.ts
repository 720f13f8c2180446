import { badRequest } from '../../../events/errors.ts';
import type { Refusal } from '../../../events/errors.ts';
import { refuse, routeNotFound } from '../answers/answer.ts';
import type { ApiResponse } from '../port.ts';
import { getObject } from '../read/get-object.ts';
import { listObjects } from '../read/list-objects.ts';
import { reviewOf } from '../reviews/answer-review.ts';
import type { Scope } from '../scope.ts';
import { proxyPod } from '../proxy/proxy-pod.ts';
import { proxyNode } from '../proxy/proxy-node.ts';
import { proxyService } from '../proxy/proxy-service.ts';
import { attachPod, execPod } from '../streaming/connect-command.ts';
import { portForwardPod } from '../streaming/connect-port-forward.ts';
import { overWebSocket } from '../streaming/over-web-socket.ts';
import { bindPod, createBinding } from '../subresources/bind-pod.ts';
import { evictPod } from '../subresources/eviction/evict-pod.ts';
import { createToken } from '../subresources/create-token.ts';
import { readLog } from '../subresources/read-log.ts';
import { getScale, patchScale, updateScale } from '../subresources/scale.ts';
import { watchObjects } from '../watch/watch-objects.ts';
import { createObject } from '../write/create-object.ts';
import { deleteCollection } from '../write/delete-collection.ts';
import { deleteObject } from '../write/delete-object.ts';
import { patchObject } from '../write/patch-object.ts';
import { updateObject } from '../write/update-object.ts';
import type { Verb } from './request-info.ts';

type Handler = (scope: Scope) => Promise<ApiResponse>;
type Handlers = Readonly<Partial<Record<Verb, Handler>>>;

/** What each verb does on objects themselves (`''`) and on each subresource this build knows. */
const HANDLERS: Readonly<Record<string, Handlers>> = {
  '': {
    get: getObject,
    list: listObjects,
    watch: watchObjects,
    create: createObject,
    update: updateObject,
    patch: patchObject,
    delete: deleteObject,
    deletecollection: deleteCollection,
  },
  status: { get: getObject, update: updateObject, patch: patchObject },
  scale: { get: getScale, update: updateScale, patch: patchScale },
  finalize: { update: updateObject },
  approval: { get: getObject, update: updateObject, patch: patchObject },
  ephemeralcontainers: { get: getObject, update: updateObject, patch: patchObject },
  resize: { get: getObject, update: updateObject, patch: patchObject },
  binding: { create: bindPod },
  eviction: { create: evictPod },
  log: { get: readLog },
  token: { create: createToken },
  exec: { get: execPod, create: execPod },
  attach: { get: attachPod, create: attachPod },
  portforward: { get: portForwardPod, create: portForwardPod },
};

/** Requests passed on, whatever their verb, to what an object stands for. */
const PROXIES: Readonly<Record<string, Handler>> = { pods: proxyPod, services: proxyService, nodes: proxyNode };

const isOffered = ({ kind: { definition }, info: { subresource } }: Scope): boolean => {
  if (subresource === '') return true;
  if (subresource === 'status') return definition.hasStatus;
  return subresource === 'scale' ? definition.scale !== undefined : definition.subresources?.includes(subresource) ?? false;
};

/** Whether objects of the kind can be asked this at all; subresources have verbs of their own. */
const isAsked = ({ kind: { stored }, info: { verb, subresource } }: Scope): boolean => subresource !== '' || stored.definition.verbs?.includes(verb) !== false;

const NAMED: ReadonlySet<Verb> = new Set(['get', 'update', 'patch', 'delete']);

/** Whether the path ends where the verb works: creates on a collection, most others on one object. */
const fitsName = ({ verb, name, subresource }: Scope['info']): boolean => {
  if (subresource !== '') return true;
  return verb === 'create' ? name === '' : name !== '' || !NAMED.has(verb);
};

/** Why no object can have the name, whatever its kind; undefined when one might. */
const pathSegmentFault = (name: string): string | undefined => {
  if (name === '.' || name === '..') return `may not be '${name}'`;
  const faults = ['/', '%'].filter((character) => name.includes(character)).map((character) => `may not contain '${character}'`);
  return faults.length === 0 ? undefined : faults.join(';');
};

const READS: ReadonlySet<Verb> = new Set(['get', 'list', 'watch']);
const NOT_IN_THE_PAST: ReadonlySet<string> = new Set(['log', 'exec', 'attach', 'portforward', 'proxy']);

const isReadOnly = ({ info }: Scope): boolean => READS.has(info.verb) && !NOT_IN_THE_PAST.has(info.subresource);

const methodNotAllowed: Refusal = { reason: 'MethodNotAllowed', message: 'the server does not allow this method on the requested resource' };

const isBinding = ({ info: { group, resource } }: Scope): boolean => group === '' && resource === 'bindings';

/** The handler, by the path; 404 for a subresource the kind does not have. */
const handlerOf = (scope: Scope): Handler | undefined => {
  const { info: { subresource, resource, rest, verb } } = scope;
  if (verb === 'create' && subresource === '') return isBinding(scope) ? createBinding : reviewOf(scope) ?? createObject;
  if (subresource === 'proxy') return PROXIES[resource] ?? refuse(routeNotFound);
  const handlers = HANDLERS[subresource];
  return handlers === undefined || rest.length > 0 ? refuse(routeNotFound) : handlers[verb];
};

/** Finds and runs the handler of a resource request. Throws RefusalError 404 and 405. */
export const dispatchResource = async (scope: Scope): Promise<ApiResponse> => {
  if (!isOffered(scope)) return refuse(routeNotFound);
  const handler = isAsked(scope) ? handlerOf(scope) : undefined;
  if (handler === undefined || !fitsName(scope.info)) return refuse(methodNotAllowed);
  const fault = pathSegmentFault(scope.info.name);
  if (fault !== undefined) return refuse(badRequest(`Name parameter invalid: ${JSON.stringify(scope.info.name)}: ${fault}`));
  if (scope.momentMs !== undefined && !isReadOnly(scope)) {
    return refuse({ reason: 'MethodNotAllowed', message: 'the past is read-only: this request is about an earlier moment (/at/…)' });
  }
  return overWebSocket(scope, await handler(scope));
};
