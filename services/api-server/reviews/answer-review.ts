import type { JsonObject } from '../../../events/json.ts';
import { objectAt, stringAt, stringsAt } from '../../../events/json-path.ts';
import { invalid } from '../../../events/schema/field-error.ts';
import { badRequest } from '../../../events/errors.ts';
import { decodeBody } from '../../kit/decode/decode-body.ts';
import { formatTime } from '../../kit/timestamp.ts';
import type { User } from '../access/user.ts';
import { answerObject } from '../answers/answer-object.ts';
import { refuse } from '../answers/answer.ts';
import { warningHeaders } from '../answers/warning-headers.ts';
import type { ApiAnswer } from '../port.ts';
import type { Scope } from '../scope.ts';
import { viewOf } from '../scope.ts';
import { inNamespace } from '../write/create-object.ts';
import { writeOptionsOf } from '../write/write-scope.ts';
import { accessStatus, reviewedUser } from './access-question.ts';
import { rulesOf } from './rules-of.ts';

type Review = (scope: Scope, spec: JsonObject) => JsonObject | Promise<JsonObject>;

const userInfo = ({ name, uid, groups, extra }: User): JsonObject => ({ username: name, ...(uid !== undefined && { uid }), groups, ...(extra && { extra }) });

const reviewToken: Review = async ({ shared }, spec) => {
  const audiences = stringsAt(spec, 'audiences');
  const verdict = await shared.authenticateToken(stringAt(spec, 'token'), audiences.length === 0 ? undefined : audiences);
  return verdict.ok ? { authenticated: true, user: userInfo(verdict.user), audiences: verdict.audiences } : { user: {}, error: verdict.error };
};

const rules: Review = ({ user }, spec) => {
  if (stringAt(spec, 'namespace') === '') refuse(badRequest('no namespace on request'));
  return { ...rulesOf(user), incomplete: false };
};

const ofAnother: Review = (_scope, spec) => accessStatus(reviewedUser(spec), spec);

const REVIEWS: Readonly<Record<string, Review>> = {
  'authentication.k8s.io/selfsubjectreviews': ({ user }) => ({ userInfo: userInfo(user) }),
  'authentication.k8s.io/tokenreviews': reviewToken,
  'authorization.k8s.io/selfsubjectaccessreviews': ({ user }, spec) => accessStatus(user, spec),
  'authorization.k8s.io/selfsubjectrulesreviews': rules,
  'authorization.k8s.io/subjectaccessreviews': ofAnother,
  'authorization.k8s.io/localsubjectaccessreviews': ofAnother,
};

const answer = (review: Review) => async (scope: Scope): Promise<ApiAnswer> => {
  const { shared, kind, request, query } = scope;
  const options = writeOptionsOf(scope, 'CreateOptions');
  const view = viewOf(scope, { convertible: false });
  const body = { contentType: request.headers['content-type'], bytes: await request.body() };
  const { object, warnings } = decodeBody({ ...body, kind, fieldValidation: options.fieldValidation });
  const asked = inNamespace(scope, kind.default(object));
  const errors = kind.definition.validate?.(asked) ?? [];
  if (errors.length > 0) refuse(invalid(kind.definition, stringAt(asked, 'metadata', 'name'), errors));
  const status = await review(scope, objectAt(asked, 'spec'));
  const metadata = { ...objectAt(asked, 'metadata'), creationTimestamp: formatTime(shared.deps.clock.now()) };
  const answered = kind.encode(kind.normalize({ ...asked, metadata, status }));
  return answerObject(201, [answered], { view, query, headers: warningHeaders(warnings) });
};

/** What answers a create of a kind that is never stored; undefined for the others. */
export const reviewOf = ({ kind: { definition } }: Scope): ((scope: Scope) => Promise<ApiAnswer>) | undefined => {
  const review = REVIEWS[`${definition.group}/${definition.resource}`];
  return review && answer(review);
};
