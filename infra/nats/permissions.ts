import { STREAM_NAMES } from '../../events/catalogue.ts';
import { encodeToken } from '../../events/subject.ts';
import { SERVER_SETTINGS_SUBJECT } from './server-settings.ts';
import type { NatsIdentity, NatsRole } from './users.ts';
import { inboxPrefixOf } from './users.ts';

/** What a user may do, in nats-server's own terms. Whatever is not listed is refused. */
export interface Permissions {
  readonly publish: { readonly allow: readonly string[] };
  readonly subscribe: { readonly allow: readonly string[] };
  /** Replying to a request needs no right of its own. */
  readonly allow_responses?: { readonly max: number; readonly expires: string };
}

interface Rights {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

const KEYS_STREAM = 'KV_KEYS';

const readStream = (stream: string): readonly string[] => [
  `$JS.API.STREAM.INFO.${stream}`,
  `$JS.API.STREAM.MSG.GET.${stream}`,
  `$JS.API.CONSUMER.CREATE.${stream}.>`,
  `$JS.API.CONSUMER.INFO.${stream}.>`,
  `$JS.API.CONSUMER.MSG.NEXT.${stream}.>`,
];

/** Writing and following the log: all that every control-plane role shares. No deletion, purge, update or restore. */
const LOG: Rights = {
  publish: ['ev.>', 'le.>', 'eo.>', '$JS.API.INFO', ...STREAM_NAMES.flatMap(readStream), SERVER_SETTINGS_SUBJECT, 'member.>'],
  subscribe: ['member.>'],
};

const DISPATCH: Rights = { publish: ['assign.*'], subscribe: ['node.*.resync'] };

const INBOX: Rights = {
  publish: [
    '$JS.API.STREAM.INFO.OBSERVATIONS',
    '$JS.API.CONSUMER.INFO.OBSERVATIONS.>',
    '$JS.API.CONSUMER.MSG.NEXT.OBSERVATIONS.>',
    '$JS.ACK.OBSERVATIONS.>',
  ],
  subscribe: [],
};

/** The wrapped data keys of sealed objects: read and added to, never deleted. */
const KEYS: Rights = {
  publish: ['$KV.KEYS.>', `$JS.API.STREAM.INFO.${KEYS_STREAM}`, `$JS.API.STREAM.MSG.GET.${KEYS_STREAM}`],
  subscribe: [],
};

/** Requests of agents, and both ends of tunnels to them. */
const NODES: Rights = { publish: ['tun.>'], subscribe: ['node.*.fetch', 'tun.>'] };

const SETUP: Rights = {
  publish: ['$JS.API.INFO', '$JS.API.STREAM.CREATE.*', '$JS.API.STREAM.INFO.*', '$JS.API.CONSUMER.CREATE.OBSERVATIONS.>', '$JS.API.CONSUMER.DURABLE.CREATE.OBSERVATIONS.*', SERVER_SETTINGS_SUBJECT],
  subscribe: [],
};

const RIGHTS: Readonly<Record<NatsRole, readonly Rights[]>> = {
  setup: [SETUP],
  api: [LOG, KEYS, NODES],
  controllers: [LOG],
  scheduler: [LOG],
  dispatcher: [LOG, DISPATCH],
  status: [LOG, INBOX],
  'control-plane': [LOG, KEYS, NODES, DISPATCH, INBOX],
};

const nodeRights = (node: string): Rights => {
  const token = encodeToken(node);
  return {
    publish: [`obs.${token}.>`, `node.${token}.*`, `tun.${token}.>`],
    subscribe: [`assign.${token}`, `tun.${token}.>`],
  };
};

/** The permission table: one entry per role, one per node. */
export const permissionsOf = (identity: NatsIdentity): Permissions => {
  const rights = 'role' in identity ? RIGHTS[identity.role] : [nodeRights(identity.node)];
  return {
    publish: { allow: rights.flatMap(({ publish }) => publish) },
    subscribe: { allow: [`${inboxPrefixOf(identity)}.>`, ...rights.flatMap(({ subscribe }) => subscribe)] },
    ...('role' in identity && { allow_responses: { max: 1, expires: '1m' } }),
  };
};
