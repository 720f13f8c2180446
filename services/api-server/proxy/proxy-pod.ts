import type { JsonObject } from '../../../events/json.ts';
import type { Refusal } from '../../../events/errors.ts';
import { badRequest } from '../../../events/errors.ts';
import { numberAt, objectsAt, stringAt } from '../../../events/json-path.ts';
import { refuse } from '../answers/answer.ts';
import type { ApiResponse } from '../port.ts';
import { requireEntry } from '../read/get-object.ts';
import type { Scope } from '../scope.ts';
import { tunnelBytes } from '../streaming/stream-bytes.ts';
import { targetOf } from '../subresources/read-log.ts';
import { parseProxyName } from './proxy-name.ts';
import type { ProxyTarget } from './proxy-request.ts';
import { proxyRequest } from './proxy-request.ts';
import { addressProblem } from './proxyable-address.ts';

const HTTP_PORT = { plain: 80, secure: 443 } as const;

const unreachablePort = (host: string, port: string): Refusal => ({ reason: 'ServiceUnavailable', message: `error trying to reach service: dial tcp: lookup tcp/${port}: unknown port (${host})` });

/** A port in digits; throws 503 for anything else, as a failed dial. */
export const portNumber = (text: string, host: string): number => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port > 0 && port <= 0xffff ? port : refuse(unreachablePort(host, text));
};

/** The scope of the object itself, whose name a proxy request's is not. */
export const named = (scope: Scope, name: string): Scope => ({ ...scope, info: { ...scope.info, name } });

/** Reaches a pod's own address from its node. Throws 400 for a pod without one. */
export const podTarget = ({ shared: { deps } }: Scope, pod: JsonObject, { port, secure }: { readonly port: number; readonly secure: boolean }): ProxyTarget => {
  const address = stringAt(pod, 'status', 'podIP');
  const problem = addressProblem(address);
  if (problem !== undefined) refuse(problem);
  const { node, namespace, pod: name, podUid } = targetOf(pod, '');
  return {
    secure,
    host: `${address}:${port}`,
    connect: async () => tunnelBytes(await deps.tunnel.open(node, { kind: 'connect', namespace, pod: name, podUid, port, loopback: false })),
  };
};

/** The first port any container of the pod declares; undefined when none does. */
const declaredPort = (pod: JsonObject): number | undefined => {
  const [first] = objectsAt(pod, 'spec', 'containers').flatMap((container) => objectsAt(container, 'ports').slice(0, 1));
  return first && numberAt(first, 'containerPort');
};

/** Every verb of pods/x/proxy. Without a port it is the first one a container declares, else that of the scheme. */
export const proxyPod = async (scope: Scope): Promise<ApiResponse> => {
  const { name, port, secure } = parseProxyName(scope.info.name) ?? refuse(badRequest(`invalid pod request "${scope.info.name}"`));
  const pod = scope.shared.reader.object(await requireEntry(named(scope, name)));
  const chosen = port === '' ? declaredPort(pod) ?? HTTP_PORT[secure ? 'secure' : 'plain'] : portNumber(port, stringAt(pod, 'status', 'podIP'));
  return proxyRequest(scope, podTarget(scope, pod, { port: chosen, secure }));
};
