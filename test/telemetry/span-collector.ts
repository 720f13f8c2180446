import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

/** One span of whichever process sent it. */
export interface CollectedSpan {
  readonly service: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the first of a trace. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number>>;
}

/** A receiver of OTLP over HTTP, JSON encoding, on a loopback port. */
export interface SpanCollector {
  readonly url: string;
  readonly spans: readonly CollectedSpan[];
  /** Everything that was sent, as sent. */
  raw(): string;
  stop(): Promise<void>;
}

const AttributeSchema = z.object({ key: z.string(), value: z.looseObject({ stringValue: z.string().optional(), intValue: z.union([z.number(), z.string()]).optional(), doubleValue: z.number().optional() }) });

const ExportSchema = z.object({
  resourceSpans: z.array(z.object({
    resource: z.object({ attributes: z.array(AttributeSchema) }),
    scopeSpans: z.array(z.object({
      spans: z.array(z.object({ traceId: z.string(), spanId: z.string(), parentSpanId: z.string().optional(), name: z.string(), attributes: z.array(AttributeSchema).optional() })),
    })),
  })),
});

const attributesOf = (list: readonly z.infer<typeof AttributeSchema>[]): CollectedSpan['attributes'] =>
  Object.fromEntries(list.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue ?? value.doubleValue ?? 0)]));

const spansIn = (body: string): readonly CollectedSpan[] =>
  ExportSchema.parse(JSON.parse(body)).resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(attributesOf(resource.attributes)['service.name']);
    return scopeSpans.flatMap(({ spans }) => spans.map(({ traceId, spanId, parentSpanId = '', name, attributes = [] }) =>
      ({ service, traceId, spanId, parentSpanId, name, attributes: attributesOf(attributes) })));
  });

export const startSpanCollector = async (): Promise<SpanCollector> => {
  const spans: CollectedSpan[] = [];
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      if (request.url !== '/v1/traces') throw new Error(`unexpected ${request.url}`);
      bodies.push(body);
      spans.push(...spansIn(body));
      response.setHeader('content-type', 'application/json').end('{}');
    }).catch((error: unknown) => { response.statusCode = 400; response.end(String(error)); });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    raw: () => bodies.join('\n'),
    stop: () => new Promise((resolve) => { server.close(() => resolve()); server.closeAllConnections(); }),
  };
};
