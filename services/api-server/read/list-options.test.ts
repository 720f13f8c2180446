import { expect } from 'chai';
import { RefusalError } from '../../../events/errors.ts';
import { parseListOptions } from './list-options.ts';

const refusal = (query: string, watching: boolean): readonly [string, string] | undefined => {
  try {
    parseListOptions(new URLSearchParams(query), watching);
    return undefined;
  } catch (error) {
    if (!(error instanceof RefusalError)) throw error;
    return [error.refusal.reason, error.refusal.message.replace('ListOptions.meta.k8s.io "" is invalid: ', '')];
  }
};

describe('list options', () => {
  const cases: readonly (readonly [query: string, watching: boolean, refusal: readonly [string, string] | undefined])[] = [
    ['', false, undefined],
    ['resourceVersion=0', false, undefined],
    ['resourceVersion=5&resourceVersionMatch=Exact', false, undefined],
    ['resourceVersion=x', false, ['BadRequest', 'invalid resource version: resourceVersion: Invalid value: "x": strconv.ParseUint: parsing "x": invalid syntax']],
    ['resourceVersion=-1', false, ['BadRequest', 'invalid resource version: resourceVersion: Invalid value: "-1": strconv.ParseUint: parsing "-1": invalid syntax']],
    ['resourceVersionMatch=Exact', false, ['Invalid', 'resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided']],
    ['resourceVersion=0&resourceVersionMatch=Exact', false, ['Invalid', 'resourceVersionMatch: Forbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"']],
    ['sendInitialEvents=true', false, ['Invalid', 'sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list']],
    ['continue=x&resourceVersion=5', false, ['BadRequest', 'specifying resource version is not allowed when using continue']],
    ['continue=x&resourceVersion=0', false, undefined],
    ['limit=x', false, ['BadRequest', 'strconv.ParseInt: parsing "x": invalid syntax']],
    ['sendInitialEvents=true&resourceVersionMatch=NotOlderThan', true, undefined],
    ['sendInitialEvents=true', true, ['Invalid', 'resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan']],
    ['resourceVersionMatch=NotOlderThan', true, ['Invalid', 'resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided']],
  ];
  for (const [query, watching, expected] of cases) {
    it(`${watching ? 'watch' : 'list'} ?${query} ${expected === undefined ? 'is fine' : `is ${expected[0]}`}`, () => { expect(refusal(query, watching)).to.deep.equal(expected); });
  }
});
