import type { JsonObject } from '../../../json.ts';
import { numberAt, optionalObjectAt, stringAt, valueAt } from '../../../json-path.ts';
import { invalidField, requiredField } from '../../../meta/field-rules.ts';
import { dnsSubdomainErrors, portNumberErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';

const FORM = '; desired format: https://host[/path]';
const URL_PARTS = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/;

interface UrlParts {
  readonly scheme: string;
  readonly user: string | undefined;
  readonly host: string;
  readonly query: string;
  readonly fragment: string;
}

const partsOf = (url: string): UrlParts => {
  const [, scheme = '', authority = '', , query = '', fragment = ''] = URL_PARTS.exec(url) ?? [];
  const at = authority.lastIndexOf('@');
  return { scheme, user: at < 0 ? undefined : authority.slice(0, at), host: authority.slice(at + 1), query, fragment };
};

/** Rules for a webhook's address: https, a host, nothing else but a path. */
export const webhookUrlErrors = (url: string, field: string): FieldError[] => {
  const { scheme, user, host, query, fragment } = partsOf(url);
  const rules: readonly (readonly [broken: boolean, value: string, why: string])[] = [
    [scheme.toLowerCase() !== 'https', scheme, "'https' is the only allowed URL scheme"],
    [host === '', host, 'host must be specified'],
    [user !== undefined, user ?? '', 'user information is not permitted in the URL'],
    [fragment !== '', fragment, 'fragments are not permitted in the URL'],
    [query !== '', query, 'query parameters are not permitted in the URL'],
  ];
  return rules.filter(([broken]) => broken).map(([, value, why]) => invalidField(field, value, `${why}${FORM}`));
};

const pathErrors = (path: string, field: string): FieldError[] => {
  if (path === '/') return [];
  if (path === '//' || !path.startsWith('/')) return [invalidField(field, path, path === '//' ? 'segment[0] may not be empty' : "must start with a '/'")];
  const steps = (path.endsWith('/') ? path.slice(1, -1) : path.slice(1)).split('/');
  return steps.flatMap((step, index) => {
    if (step === '') return [invalidField(field, path, `segment[${index}] may not be empty`)];
    return dnsSubdomainErrors(step).map((why) => invalidField(field, path, `segment[${index}]: ${why}`));
  });
};

/** Rules for a webhook's service. */
export const webhookServiceErrors = (service: JsonObject, field: string): FieldError[] => {
  const [name, namespace, path] = [stringAt(service, 'name'), stringAt(service, 'namespace'), valueAt(service, 'path')];
  const port = numberAt(service, 'port') ?? 443;
  return [
    ...(name === '' ? [requiredField(`${field}.name`, 'service name is required')] : []),
    ...(namespace === '' ? [requiredField(`${field}.namespace`, 'service namespace is required')] : []),
    ...portNumberErrors(port).map((why) => invalidField(`${field}.port`, port, `port is not valid: ${why}`)),
    ...(typeof path === 'string' ? pathErrors(path, `${field}.path`) : []),
  ];
};

/** Rules for how a webhook is reached: by exactly one of its two ways. */
export const webhookClientErrors = (client: JsonObject, field: string): FieldError[] => {
  const url = valueAt(client, 'url');
  const service = optionalObjectAt(client, 'service');
  if ((url === undefined) === (service === undefined)) return [requiredField(field, 'exactly one of url or service is required')];
  if (typeof url === 'string') return webhookUrlErrors(url, `${field}.url`);
  return service === undefined ? [] : webhookServiceErrors(service, `${field}.service`);
};
