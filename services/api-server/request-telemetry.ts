import { objectAttributes } from '../kit/span-attributes.ts';
import type { User } from './access/user.ts';
import type { ApiDeps } from './deps.ts';
import type { ApiResponse } from './port.ts';
import type { RequestInfo, ResourceRequest } from './routing/request-info.ts';

/** What a request's span and metrics tell of it. */
interface Observed {
  readonly info: RequestInfo;
  readonly user: User;
  /** Trace context the client sent. */
  readonly traceparent: string | undefined;
}

/** Runs a request in a span of its own, with its context, and measures it. */
export type RequestTelemetry = (request: Observed, work: (traceparent: string | undefined) => Promise<ApiResponse>) => Promise<ApiResponse>;

const resourceOf = ({ resource, subresource }: ResourceRequest): string => (subresource === '' ? resource : `${resource}/${subresource}`);

const attributesOf = ({ info, user }: Observed): Readonly<Record<string, string>> =>
  ({ 'shiplog.actor': user.name, ...(info.kind === 'resource' && objectAttributes(info)) });

export const createRequestTelemetry = ({ telemetry, clock, kinds }: Pick<ApiDeps, 'telemetry' | 'clock' | 'kinds'>): RequestTelemetry => {
  const seconds = telemetry.histogram('shiplog_api_request_seconds', 'Time until a request was answered (for streams: until it began), by verb, resource and code');
  // Names that clients make up are no labels: there would be no end of them.
  const labelsOf = ({ info }: Observed): Readonly<Record<string, string>> => {
    if (info.kind !== 'resource') return { verb: 'path', resource: '' };
    return { verb: info.verb, resource: kinds.served(info, info.version) === undefined ? 'other' : info.resource };
  };
  const nameOf = ({ info }: Observed): string => (info.kind === 'resource' && kinds.served(info, info.version) !== undefined ? `${info.verb} ${resourceOf(info)}` : 'answer request');
  return async (request, work) => {
    const startedMs = clock.now();
    const response = await telemetry.span(nameOf(request), { traceparent: request.traceparent, attributes: attributesOf(request) }, work);
    seconds((clock.now() - startedMs) / 1000, { ...labelsOf(request), code: response.kind === 'answer' ? String(response.status) : '101' });
    return response;
  };
};
