import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { createKinds } from '../../events/resources/registry.ts';
import { subresourcesOf } from '../../services/api-server/discovery/resources.ts';

interface KindFacts {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly status: boolean;
  readonly subresources?: readonly string[];
  /** Kinds that are only asked, never stored, have a status and no subresource for it. */
  readonly onlyVerbs?: unknown;
}

const { kinds: facts }: { readonly kinds: readonly KindFacts[] } = JSON.parse(readFileSync(new URL('k8s-api-facts.json', import.meta.url), 'utf8'));
const factsOf = new Map(facts.map((each) => [`${each.group}/${each.version}/${each.kind}`, each]));

describe('subresources', () => {
  for (const kind of createKinds().allServed()) {
    const { group, version, kind: name, hasStatus, updates = {} } = kind.definition;
    const known = factsOf.get(`${group}/${version}/${name}`);
    if (known === undefined || known.onlyVerbs !== undefined) continue;
    const offered = subresourcesOf(kind).map((each) => each.name);
    it(`of ${name} in ${group === '' ? 'core' : group}/${version} are those of the facts`, () => {
      expect(offered).to.include.members([...(known.subresources ?? []), ...(known.status ? ['status'] : [])]);
      expect(hasStatus).to.equal(known.status);
      expect(offered).to.include.members(Object.keys(updates));
    });
  }
});
