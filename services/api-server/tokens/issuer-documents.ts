import type { TokenSigner } from '../../kit/port.ts';
import { answerPieces, bytesOf } from '../answers/answer.ts';
import type { ApiAnswer } from '../port.ts';
import { TOKEN_ISSUER } from './token-claims.ts';

const CACHED = ['Cache-Control', 'public, max-age=3600'] as const;

/** How others may check the cluster's tokens: OpenID discovery and the public keys. Undefined for any other path. */
export const answerIssuer = (signer: TokenSigner, address: string, path: string): ApiAnswer | undefined => {
  switch (path) {
    case '.well-known/openid-configuration':
      return answerPieces(200, [bytesOf(JSON.stringify({
        issuer: TOKEN_ISSUER, jwks_uri: `https://${address}/openid/v1/jwks`, response_types_supported: ['id_token'], subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: [signer.algorithm],
      }))], [['Content-Type', 'application/json'], CACHED]);
    case 'openid/v1/jwks':
      return answerPieces(200, [bytesOf(JSON.stringify({ keys: signer.publicKeys }))], [['Content-Type', 'application/jwk-set+json'], CACHED]);
    default:
      return undefined;
  }
};
