import type { JsonObject } from '../../../events/json.ts';
import { objectAt } from '../../../events/json-path.ts';
import type { FieldSelector } from '../../../events/meta/field-selector.ts';
import { parseFieldSelector } from '../../../events/meta/field-selector.ts';
import type { LabelSelector } from '../../../events/meta/label-selector.ts';
import { parseLabelSelector } from '../../../events/meta/label-selector.ts';
import type { CompiledKind } from '../../../events/schema/compiled-kind.ts';
import type { Entry } from '../../../projections/cluster-state/cluster-state.ts';
import type { Attribute } from '../../../projections/object-index/object-index.ts';
import type { EntryReader } from './entry-reader.ts';

/** What a list, watch or deletecollection is about: one namespace or all, and selectors. */
export interface Selection {
  /** '' is all namespaces. */
  readonly namespace: string;
  /** Set when at most one object can match: its name, to be looked up instead of scanned for. */
  readonly single: string | undefined;
  /** Whether selectors (other than name and namespace) take part; then remainingItemCount is not known. */
  readonly selective: boolean;
  /** Indexes that find what matches, the ones that leave least first as far as their names tell. */
  readonly lookups: readonly Lookup[];
  /** The entry must have been prepared. */
  matches(entry: Entry): boolean;
}

/** One requirement as an index answers it. */
export interface Lookup {
  readonly attribute: Attribute;
  /** Without doubles; undefined: any value. */
  readonly values: readonly string[] | undefined;
  /** Whether the selection asks for nothing else. */
  readonly decides: boolean;
}

export interface SelectionQuery {
  readonly namespace: string;
  readonly labelSelector: string;
  readonly fieldSelector: string;
}

/** What selectors look at, of one entry: its labels and the values of selectable fields. */
interface Facets {
  readonly labels: JsonObject;
  readonly fields: JsonObject;
}

/** Remembers an entry's labels and selectable fields while the entry lives, so that selectors parse each body once. */
export interface FacetCache {
  facets(kind: CompiledKind, entry: Entry): Facets;
}

/** The stored version's name of a selectable field. */
const storedField = ({ definition }: CompiledKind, field: string): string => definition.storedAs?.fields?.[field] ?? field;

export const createFacetCache = (reader: EntryReader): FacetCache => {
  const cache = new WeakMap<Entry, Facets>();
  return {
    facets: (kind, entry) => {
      const known = cache.get(entry);
      if (known !== undefined) return known;
      const object = reader.object(entry);
      const fields: Record<string, string> = {};
      for (const [field, read] of Object.entries(kind.stored.definition.selectable)) fields[field] = read(object);
      const facets = { labels: objectAt(object, 'metadata', 'labels'), fields };
      cache.set(entry, facets);
      return facets;
    },
  };
};

/** How likely an index leaves little: a uid finds one object's, a node its share, a label a program's. */
const rankOf = ({ attribute, values }: Lookup): number => {
  if (values === undefined) return 4;
  if (attribute.by === 'label') return 2;
  if (attribute.by !== 'field') return 3;
  if (/uid$/i.test(attribute.field)) return 0;
  return /name$/i.test(attribute.field) ? 1 : 3;
};

type UndecidedLookup = Omit<Lookup, 'decides'>;

const labelLookups = ({ requirements }: LabelSelector): readonly UndecidedLookup[] =>
  requirements.flatMap(({ key, operator, values }): readonly UndecidedLookup[] => {
    const attribute: Attribute = { by: 'label', key };
    if (operator === 'exists') return [{ attribute, values: undefined }];
    return operator === '=' || operator === '==' || operator === 'in' ? [{ attribute, values: [...new Set(values)] }] : [];
  });

const fieldLookups = (kind: CompiledKind, { requirements }: FieldSelector): readonly UndecidedLookup[] =>
  requirements.flatMap(({ field, operator, value }) =>
    (operator === '=' && !field.startsWith('metadata.') ? [{ attribute: { by: 'field', field: storedField(kind, field) } as const, values: [value] }] : []));

type FieldTest = (entry: Entry, fields: JsonObject) => boolean;

interface FieldTests {
  readonly selector: FieldSelector;
  readonly tests: readonly FieldTest[];
  readonly name: string | undefined;
  readonly namespace: string | undefined;
}

const fieldTests = (kind: CompiledKind, text: string): FieldTests => {
  const selector = parseFieldSelector(kind.definition, text);
  const tests = selector.requirements.map(({ field, operator, value }): FieldTest => {
    const wanted = operator === '=';
    if (field === 'metadata.name') return (entry) => (entry.name === value) === wanted;
    if (field === 'metadata.namespace') return (entry) => (entry.namespace === value) === wanted;
    const stored = storedField(kind, field);
    return (_entry, fields) => (fields[stored] === value) === wanted;
  });
  return { selector, tests, name: selector.exactly('metadata.name'), namespace: selector.exactly('metadata.namespace') };
};

/** Throws RefusalError 400 for a bad or unsupported selector. */
export const parseSelection = (kind: CompiledKind, query: SelectionQuery, cache: FacetCache): Selection => {
  const labels = parseLabelSelector(query.labelSelector);
  const fields = fieldTests(kind, query.fieldSelector);
  const namespace = query.namespace === '' && kind.definition.namespaced ? fields.namespace ?? '' : query.namespace;
  const selective = labels.requirements.length > 0 || fields.tests.length > 0;
  const asked = labels.requirements.length + fields.selector.requirements.filter(({ field, operator, value }) => field !== 'metadata.namespace' || operator !== '=' || value !== namespace).length;
  const lookups = [...labelLookups(labels), ...fieldLookups(kind, fields.selector)].map((lookup) => ({ ...lookup, decides: asked === 1 }));
  return {
    namespace,
    lookups: lookups.sort((left, right) => rankOf(left) - rankOf(right)),
    single: namespace !== '' || !kind.definition.namespaced ? fields.name : undefined,
    selective,
    matches: (entry) => {
      if (namespace !== '' && entry.namespace !== namespace) return false;
      if (fields.name !== undefined && entry.name !== fields.name) return false;
      if (!selective) return true;
      const facets = cache.facets(kind, entry);
      return labels.matches(facets.labels) && fields.tests.every((test) => test(entry, facets.fields));
    },
  };
};
