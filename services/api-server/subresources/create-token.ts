import type { JsonObject } from '../../../events/json.ts';
import { numberAt, objectAt, optionalObjectAt, stringAt, stringsAt } from '../../../events/json-path.ts';
import { invalidField } from '../../../events/meta/field-rules.ts';
import { invalid } from '../../../events/schema/field-error.ts';
import { decodeBody } from '../../kit/decode/decode-body.ts';
import { formatTime } from '../../kit/timestamp.ts';
import { bytesOf, refuse } from '../answers/answer.ts';
import { warningHeaders } from '../answers/warning-headers.ts';
import { answerObject } from '../answers/answer-object.ts';
import type { ApiAnswer } from '../port.ts';
import type { Scope } from '../scope.ts';
import { streamOfScope, viewOf } from '../scope.ts';
import { issueToken } from '../tokens/issue-token.ts';
import { TOKEN_ISSUER } from '../tokens/token-claims.ts';
import { writeOptionsOf } from '../write/write-scope.ts';

const KIND = { group: 'authentication.k8s.io', kind: 'TokenRequest' } as const;

/** Name and namespace are the service account's; a body that names others is refused. */
const checkIdentity = ({ info }: Scope, request: JsonObject): void => {
  for (const field of ['name', 'namespace'] as const) {
    const given = stringAt(request, 'metadata', field);
    if (given === '' || given === info[field]) continue;
    refuse(invalid(KIND, info.name, [invalidField(`metadata.${field}`, given, `must match the service account ${field} if specified`)]));
  }
};

const boundTo = (request: JsonObject): { readonly apiVersion: string; readonly kind: string; readonly name: string; readonly uid: string } | undefined => {
  const ref = optionalObjectAt(request, 'spec', 'boundObjectRef');
  return ref && { apiVersion: stringAt(ref, 'apiVersion'), kind: stringAt(ref, 'kind'), name: stringAt(ref, 'name'), uid: stringAt(ref, 'uid') };
};

/** POST serviceaccounts/x/token. 201 with the request and its token; nothing is written. */
export const createToken = async (scope: Scope): Promise<ApiAnswer> => {
  const { shared, info, request: asked, query } = scope;
  const { fieldValidation } = writeOptionsOf(scope, 'CreateOptions');
  const view = viewOf(scope, { convertible: false });
  const kind = shared.bodies.tokenRequest;
  const body = { contentType: asked.headers['content-type'], bytes: await asked.body() };
  const { object, warnings } = decodeBody({ ...body, kind, fieldValidation });
  const request = kind.default(object);
  checkIdentity(scope, request);
  const errors = kind.definition.validate?.(request) ?? [];
  if (errors.length > 0) refuse(invalid(KIND, '', errors));
  const given = stringsAt(request, 'spec', 'audiences');
  const audiences = given.length === 0 ? [TOKEN_ISSUER] : given;
  const snapshot = await scope.source.newest(streamOfScope(scope));
  const nowMs = shared.deps.clock.now();
  const expirationSeconds = numberAt(request, 'spec', 'expirationSeconds') ?? 0;
  const status = issueToken({ signer: shared.deps.tokens, snapshot, nowMs }, { namespace: info.namespace, account: info.name, audiences, expirationSeconds, boundTo: boundTo(request) });
  const metadata = { ...objectAt(request, 'metadata'), name: info.name, namespace: info.namespace, creationTimestamp: formatTime(nowMs) };
  const answered: JsonObject = {
    kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1', metadata, spec: { audiences, expirationSeconds, boundObjectRef: objectOrNull(request) }, status: { ...status },
  };
  return answerObject(201, [bytesOf(JSON.stringify(answered))], { view, query, headers: warningHeaders(warnings) });
};

const objectOrNull = (request: JsonObject): JsonObject | null => optionalObjectAt(request, 'spec', 'boundObjectRef') ?? null;
