import type { ApiRequest } from '../port.ts';
import type { AuthenticateToken } from '../tokens/authenticate-token.ts';
import { decodeBase64Url } from '../read/base64-url.ts';
import type { User } from './user.ts';
import { ANONYMOUS, userOf } from './user.ts';

/** Who asks; `badCredentials` when a token was sent that this server does not accept. */
export interface Asker {
  readonly user: User;
  readonly badCredentials: boolean;
}

/** Browsers cannot set headers of a WebSocket: the token travels as an offered subprotocol. */
const SOCKET_TOKEN = 'base64url.bearer.authorization.k8s.io.';

const socketToken = ({ webSocket }: ApiRequest): string | undefined => {
  const offered = webSocket?.protocols.find((protocol) => protocol.startsWith(SOCKET_TOKEN))?.slice(SOCKET_TOKEN.length);
  if (offered === undefined) return undefined;
  const bytes = decodeBase64Url(offered);
  return bytes === undefined ? '' : new TextDecoder().decode(bytes);
};

/** The token after `Bearer`, '' for anything else that was sent as authorization; undefined when nothing was. */
const tokenOf = (request: ApiRequest): string | undefined => {
  const header = request.headers['authorization'];
  if (header === undefined) return socketToken(request);
  const [scheme = '', token = ''] = header.trim().split(' ', 3);
  return scheme.toLowerCase() === 'bearer' ? token : '';
};

const REFUSED: Asker = { user: ANONYMOUS, badCredentials: true };

/** A client certificate goes before a token. */
export const authenticate = (request: ApiRequest, authenticateToken: AuthenticateToken): Asker | Promise<Asker> => {
  const user = userOf(request.peer);
  const token = user === ANONYMOUS ? tokenOf(request) : undefined;
  if (token === undefined) return { user, badCredentials: false };
  if (token === '') return REFUSED;
  return authenticateToken(token).then((verdict) => (verdict.ok ? { user: verdict.user, badCredentials: false } : REFUSED));
};
