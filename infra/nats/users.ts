import { encodeToken } from '../../events/subject.ts';

/**
 * Who connects. `setup` creates streams and nothing else; `control-plane` is every control-plane role in one process.
 * Each has a client certificate of its own; so has each node.
 */
export const NATS_ROLES = ['setup', 'api', 'controllers', 'scheduler', 'dispatcher', 'status', 'control-plane'] as const;
export type NatsRole = (typeof NATS_ROLES)[number];

/** A role's or a node's identity on NATS. */
export type NatsIdentity = { readonly role: NatsRole } | { readonly node: string };

const ROLE_ORGANIZATION = 'shiplog:roles';
const NODE_ORGANIZATION = 'shiplog:nodes';

/** Subject of an identity's client certificate. */
export const certificateSubject = (identity: NatsIdentity): { readonly commonName: string; readonly organization: string } =>
  'role' in identity
    ? { commonName: identity.role, organization: ROLE_ORGANIZATION }
    : { commonName: identity.node, organization: NODE_ORGANIZATION };

const userOf = (identity: NatsIdentity): string => {
  const { commonName, organization } = certificateSubject(identity);
  return `CN=${commonName},O=${organization}`;
};

/** The user a role's certificate maps to: its distinguished name. */
export const roleUser = (role: NatsRole): string => userOf({ role });

/** The user a node's certificate maps to. */
export const nodeUser = (node: string): string => userOf({ node });

/** Prefix of the inboxes an identity may subscribe to; nobody else may. Give it to connectNats. */
export const inboxPrefixOf = (identity: NatsIdentity): string =>
  'role' in identity ? `_INBOX.role.${identity.role}` : `_INBOX.node.${encodeToken(identity.node)}`;
