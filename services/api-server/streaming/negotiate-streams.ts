import type { Refusal } from '../../../events/errors.ts';
import { badRequest } from '../../../events/errors.ts';
import { answerRefusal, refuse } from '../answers/answer.ts';
import type { ApiAnswer, ApiRequest, ApiSwitch } from '../port.ts';

/** Whether the client wants to go on in SPDY/3.1. */
export const wantsSpdy = ({ upgrade }: ApiRequest): boolean => upgrade === 'spdy/3.1';

export const upgradeRequired: Refusal = badRequest('Upgrade request required');

const offeredBy = ({ headers }: ApiRequest): readonly string[] => (headers['x-stream-protocol-version'] ?? '').split(',').map((one) => one.trim()).filter((one) => one !== '');

const quoted = (list: readonly string[]): string => `[${list.join(' ')}]`;

const noCommon = (offered: readonly string[], spoken: readonly string[]): ApiAnswer => {
  const refusal = answerRefusal({ reason: 'Forbidden', message: `unable to upgrade: unable to negotiate protocol: client supports ${quoted(offered)}, server supports ${quoted(spoken)}`, details: {} });
  return { ...refusal, headers: [...refusal.headers, ['X-Accepted-Stream-Protocol-Versions', spoken.join(', ')]] };
};

/**
 * Goes on in SPDY/3.1 with the first of the spoken protocols that the client offers too; the oldest when it names none. 403 with
 * what is spoken when there is no common one.
 */
export const switchToSpdy = (request: ApiRequest, spoken: readonly string[], run: (protocol: string) => ApiSwitch['run']): ApiAnswer | ApiSwitch => {
  const offered = offeredBy(request);
  const protocol = offered.length === 0 ? spoken.at(-1) : spoken.find((one) => offered.includes(one));
  if (protocol === undefined) return noCommon(offered, spoken);
  return { kind: 'switch', headers: [['Upgrade', 'SPDY/3.1'], ['X-Stream-Protocol-Version', protocol]], run: run(protocol) };
};

/** The subprotocol of a WebSocket: the best that both have, none when the client names none. Throws 400. */
export const chooseSubprotocol = (offered: readonly string[], spoken: readonly string[]): string | undefined => {
  if (offered.length === 0) return undefined;
  return spoken.find((one) => offered.includes(one)) ?? refuse(badRequest(`none of the offered subprotocols is supported: ${offered.join(', ')}`));
};
