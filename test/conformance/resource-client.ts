import type { Answered, MemoryApi } from '../support/memory-api.ts';

/** Whatever the API answered, typed loosely: what a test expects of it is the check. */
export type Loose = Answered['json'];

export type PatchType = 'json' | 'merge' | 'strategic' | 'apply';

export interface PatchOptions {
  readonly type?: PatchType;
  readonly subresource?: string;
  readonly query?: string;
}

export interface WatchedEvent {
  readonly type: string;
  readonly object: Loose;
}

export interface Watch {
  /** The next event; throws at the end of the stream and after ten seconds. */
  next(): Promise<WatchedEvent>;
  /** Reads on until an event passes; answers it. */
  until(type: string, passes?: (object: Loose) => boolean): Promise<Loose>;
  close(): void;
}

/** One resource as a client library sees it. Every refusal is thrown as an ApiRefusal. */
export interface ResourceClient {
  readonly path: string;
  create(object: object, query?: string): Promise<Loose>;
  get(name: string, subresource?: string): Promise<Loose>;
  /** As get; undefined where there is none. */
  find(name: string): Promise<Loose>;
  list(query?: string): Promise<Loose>;
  update(object: Loose, subresource?: string): Promise<Loose>;
  patch(name: string, patch: object, options?: PatchOptions): Promise<Loose>;
  remove(name: string, options?: object): Promise<Loose>;
  removeAll(query: string, options?: object): Promise<Loose>;
  watch(query?: string): Promise<Watch>;
}

/** A Status the API answered instead of success. */
export class ApiRefusal extends Error {
  readonly status: Loose;
  constructor(what: string, answered: Answered) {
    super(`${what}: ${answered.status} ${answered.text}`);
    this.status = answered.json;
  }
}

const WITHIN_MS = 10_000;
const MEDIA_TYPES: Readonly<Record<PatchType, string>> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};

const within = async <T>(what: string, promise: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not come in time`)), WITHIN_MS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
};

const watchOf = (what: string, stream: Awaited<ReturnType<MemoryApi['watch']>>): Watch => {
  const next = async (): Promise<WatchedEvent> => {
    const event = await within(`an event of ${what}`, stream.next()) as WatchedEvent | undefined;
    if (event === undefined) throw new Error(`${what} ended`);
    return event;
  };
  return {
    next,
    until: async (type, passes = () => true) => {
      for (;;) {
        const event = await within(`${type} of ${what}`, next());
        if (event.type === type && passes(event.object)) return event.object;
      }
    },
    close: () => stream.close(),
  };
};

/** Spaces and quotes of a selector, as a client library would write them into an address. */
const encoded = (query: string): string => query.replaceAll(/[ "<>]/g, encodeURIComponent);
const withQuery = (path: string, query = ''): string => (query === '' ? path : `${path}?${encoded(query)}`);

export const resourceClient = (api: MemoryApi, path: string): ResourceClient => {
  const expect = async (statuses: readonly number[], ask: { readonly method: string; readonly target: string; readonly body?: object; readonly type?: string }): Promise<Loose> => {
    const { method, target, body, type = 'application/json' } = ask;
    const answered = await within(`${method} ${target}`, api.ask(method, target, { ...(body !== undefined && { body, headers: { 'content-type': type } }) }));
    if (!statuses.includes(answered.status)) throw new ApiRefusal(`${method} ${target}`, answered);
    return answered.json;
  };
  const one = (name: string, subresource?: string): string => `${path}/${encodeURIComponent(name)}${subresource === undefined ? '' : `/${subresource}`}`;
  const client: ResourceClient = {
    path,
    create: (body, query) => expect([201], { method: 'POST', target: withQuery(path, query), body }),
    get: (name, subresource) => expect([200], { method: 'GET', target: one(name, subresource) }),
    find: async (name) => {
      const answered = await api.ask('GET', one(name));
      if (answered.status === 404) return undefined;
      if (answered.status !== 200) throw new ApiRefusal(one(name), answered);
      return answered.json;
    },
    list: (query) => expect([200], { method: 'GET', target: withQuery(path, query) }),
    update: (object, subresource) => expect([200], { method: 'PUT', target: one(object.metadata.name, subresource), body: object }),
    patch: (name, body, { type = 'merge', subresource, query } = {}) =>
      expect([200, ...(type === 'apply' ? [201] : [])], { method: 'PATCH', target: withQuery(one(name, subresource), query), body, type: MEDIA_TYPES[type] }),
    remove: (name, options) => expect([200], { method: 'DELETE', target: one(name), ...(options !== undefined && { body: options }) }),
    removeAll: (query, options) => expect([200], { method: 'DELETE', target: withQuery(path, query), ...(options !== undefined && { body: options }) }),
    watch: async (query = '') => watchOf(`a watch of ${path}`, await api.watch(withQuery(path, `watch=true${query === '' ? '' : `&${query}`}`))),
  };
  return client;
};

/** What the API refused with; throws when it did not refuse. */
export const refusal = async (promise: Promise<unknown>): Promise<Loose> => {
  try {
    await promise;
  } catch (error) {
    if (error instanceof ApiRefusal) return error.status;
    throw error;
  }
  throw new Error('expected a refusal, got success');
};
