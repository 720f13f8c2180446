import { z } from 'zod';
import type { ApiClient } from '../support/api-client.ts';

const ObjectSchema = z.object({
  metadata: z.object({ name: z.string(), resourceVersion: z.string(), labels: z.record(z.string(), z.string()).optional() }),
  data: z.record(z.string(), z.string()).optional(),
});
const ListSchema = z.object({ metadata: z.object({ resourceVersion: z.string(), continue: z.string().optional() }), items: z.array(ObjectSchema) });

export interface ConfigMap {
  readonly name: string;
  readonly version: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly data: Readonly<Record<string, string>>;
}

export const parseConfigMap = (value: unknown): ConfigMap => {
  const { metadata, data = {} } = ObjectSchema.parse(value);
  return { name: metadata.name, version: Number(metadata.resourceVersion), labels: metadata.labels ?? {}, data };
};

export interface ConfigMapList {
  readonly version: number;
  readonly items: readonly ConfigMap[];
  readonly pages: number;
}

export interface Wanted {
  readonly name: string;
  readonly data: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly version?: number;
}

/** ConfigMaps of one namespace, through any API server. Writes answer undefined when somebody else was first. */
export interface ConfigMaps {
  readonly path: string;
  get(api: ApiClient, name: string): Promise<ConfigMap | undefined>;
  create(api: ApiClient, wanted: Wanted): Promise<ConfigMap | undefined>;
  replace(api: ApiClient, wanted: Wanted): Promise<ConfigMap | undefined>;
  /** Only this version. */
  remove(api: ApiClient, name: string, version: number): Promise<boolean>;
  /** Every page from any of the API servers; `query` is more of the query, `at` a moment's prefix. */
  list(apis: () => ApiClient, options?: { readonly limit?: number; readonly query?: string; readonly at?: string }): Promise<ConfigMapList>;
}

const bodyOf = ({ name, data, labels, version }: Wanted): object => ({
  metadata: { name, ...(labels && { labels }), ...(version !== undefined && { resourceVersion: String(version) }) }, data,
});

interface Expected {
  readonly ok: readonly number[];
  /** Answered when there is nothing, or somebody else was first. */
  readonly not: readonly number[];
}

const send = async (api: ApiClient, request: readonly [method: string, path: string, body?: object], { ok, not }: Expected): Promise<unknown> => {
  const { status, body } = await api.send(...request);
  if (not.includes(status)) return undefined;
  if (!ok.includes(status)) throw new Error(`${request[0]} ${request[1]}: ${status} ${body}`);
  return JSON.parse(body);
};

const found = (value: unknown): ConfigMap | undefined => (value === undefined ? undefined : parseConfigMap(value));

export const configMapsOf = (namespace: string): ConfigMaps => {
  const path = `/api/v1/namespaces/${namespace}/configmaps`;
  return {
    path,
    get: async (api, name) => found(await send(api, ['GET', `${path}/${name}`], { ok: [200], not: [404] })),
    create: async (api, wanted) => found(await send(api, ['POST', path, bodyOf(wanted)], { ok: [201], not: [409] })),
    replace: async (api, wanted) => found(await send(api, ['PUT', `${path}/${wanted.name}`, bodyOf(wanted)], { ok: [200], not: [404, 409] })),
    remove: async (api, name, version) =>
      (await send(api, ['DELETE', `${path}/${name}`, { preconditions: { resourceVersion: String(version) } }], { ok: [200], not: [404, 409] })) !== undefined,
    list: async (apis, { limit = 0, query = '', at = '' } = {}) => {
      const items: ConfigMap[] = [];
      let [version, pages, token]: [number, number, string | undefined] = [0, 0, undefined];
      do {
        const more: string = token === undefined ? '' : `&continue=${encodeURIComponent(token)}`;
        const page = ListSchema.parse(await send(apis(), ['GET', `${at}${path}?limit=${limit}${more}${query}`], { ok: [200], not: [] }));
        items.push(...page.items.map(parseConfigMap));
        version = Number(page.metadata.resourceVersion);
        pages += 1;
        token = page.metadata.continue === '' ? undefined : page.metadata.continue;
      } while (token !== undefined);
      return { version, items, pages };
    },
  };
};
