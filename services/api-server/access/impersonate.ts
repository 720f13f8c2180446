import { RefusalError } from '../../../events/errors.ts';
import type { ApiRequest } from '../port.ts';
import type { Asker } from './authenticate.ts';
import { refuseUnlessAllowed } from './authorize.ts';
import type { User } from './user.ts';

type Headers = ApiRequest['headers'];

const USER = 'impersonate-user';
const GROUP = 'impersonate-group';
const UID = 'impersonate-uid';
const EXTRA = 'impersonate-extra-';
const ACCOUNT = /^system:serviceaccount:([^:]+):[^:]+$/;

const valuesOf = (header: string | undefined): readonly string[] => (header === undefined ? [] : header.split(',').map((value) => value.trim()).filter((value) => value !== ''));

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const extraOf = (headers: Headers): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(Object.keys(headers).filter((name) => name.startsWith(EXTRA)).map((name) => [decoded(name.slice(EXTRA.length)), valuesOf(headers[name])]));

/** Groups that were named, else those a service account is in; everyone but the anonymous one is known. */
const groupsOf = (name: string, named: readonly string[]): readonly string[] => {
  const namespace = ACCOUNT.exec(name)?.[1];
  const groups = named.length === 0 && namespace !== undefined ? ['system:serviceaccounts', `system:serviceaccounts:${namespace}`] : named;
  const general = name === 'system:anonymous' ? 'system:unauthenticated' : 'system:authenticated';
  return groups.includes(general) || groups.includes('system:unauthenticated') ? groups : [...groups, general];
};

interface Part {
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly name: string;
}

const AUTHENTICATION = 'authentication.k8s.io';

/** The parts of an identity, as resources one may be allowed to impersonate. */
const partsOf = ({ name, groups, uid, extra = {} }: User): readonly Part[] => [
  { group: '', resource: 'users', subresource: '', name },
  ...groups.map((group) => ({ group: '', resource: 'groups', subresource: '', name: group })),
  ...(uid === undefined ? [] : [{ group: AUTHENTICATION, resource: 'uids', subresource: '', name: uid }]),
  ...Object.entries(extra).flatMap(([key, values]) => values.map((value) => ({ group: AUTHENTICATION, resource: 'userextras', subresource: key, name: value }))),
];

const checkRights = (user: User, parts: readonly Part[]): void => {
  for (const part of parts) {
    const info = { kind: 'resource', verb: 'impersonate', version: 'v1', namespace: '', rest: [], ...part } as const;
    const refusal = refuseUnlessAllowed({ user, info, path: '', method: '', badCredentials: false });
    if (refusal !== undefined) throw new RefusalError(refusal);
  }
};

/** The identity the headers name; undefined when they name none. Throws RefusalError for one without a user. */
const namedBy = (headers: Headers): User | undefined => {
  const name = headers[USER] ?? '';
  const [groups, uid, extra] = [valuesOf(headers[GROUP]), headers[UID] ?? '', extraOf(headers)];
  const hasExtra = Object.keys(extra).length > 0;
  if (name !== '') return { name, groups, ...(uid !== '' && { uid }), ...(hasExtra && { extra }) };
  if (groups.length === 0 && uid === '' && !hasExtra) return undefined;
  throw new RefusalError({ reason: 'InternalError', message: 'Internal error occurred: groups, uid or extra were to be impersonated without a user' });
};

/** Who a request is made as: the asker, or whom the asker says and may be (`kubectl --as`). Throws RefusalError. */
export const impersonated = (headers: Headers, asker: Asker): Asker => {
  const named = namedBy(headers);
  if (named === undefined) return asker;
  checkRights(asker.user, partsOf(named));
  return { badCredentials: false, user: { ...named, groups: groupsOf(named.name, named.groups) } };
};
