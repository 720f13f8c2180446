import { monitorEventLoopDelay } from 'node:perf_hooks';
import { SpanStatusCode, context, metrics, propagation, trace } from '@opentelemetry/api';
import type { Context, Meter } from '@opentelemetry/api';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { NodeSDK } from '@opentelemetry/sdk-node';
import type { RunningTelemetry, TelemetryConfig } from './telemetry.ts';

const NANOSECONDS_PER_SECOND = 1e9;

const parentOf = (traceparent: string | undefined): Context =>
  traceparent === undefined ? context.active() : propagation.extract(context.active(), { traceparent });

const traceparentOf = (active: Context): string | undefined => {
  const carrier: Record<string, string> = {};
  propagation.inject(active, carrier);
  return carrier['traceparent'];
};

const spanWith = (component: string): RunningTelemetry['span'] => {
  const tracer = trace.getTracer(component);
  return async (name, options, work) => {
    const parent = parentOf(options.traceparent);
    const span = tracer.startSpan(name, { attributes: options.attributes ?? {} }, parent);
    const active = trace.setSpan(parent, span);
    try {
      return await context.with(active, () => work(traceparentOf(active)));
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'error' });
      throw error;
    } finally {
      span.end();
    }
  };
};

/** p99 and mean of the event loop's delay since the last scrape. */
const watchEventLoop = (meter: Meter): (() => void) => {
  const histogram = monitorEventLoopDelay({ resolution: 10 });
  histogram.enable();
  const gauge = meter.createObservableGauge('shiplog_event_loop_delay_seconds', { description: 'Delay of the event loop since the last scrape, by quantile' });
  gauge.addCallback((result) => {
    result.observe(histogram.percentile(99) / NANOSECONDS_PER_SECOND, { quantile: '0.99' });
    result.observe(histogram.percentile(50) / NANOSECONDS_PER_SECOND, { quantile: '0.5' });
    histogram.reset();
  });
  return () => histogram.disable();
};

/** Starts the SDK: traces by OTLP, metrics on a loopback Prometheus endpoint, each only where configured. */
export const startOpenTelemetry = (config: TelemetryConfig): RunningTelemetry => {
  const sdk = new NodeSDK({
    serviceName: config.component,
    autoDetectResources: false,
    instrumentations: [],
    ...(config.tracesUrl !== undefined && { traceExporter: new OTLPTraceExporter({ url: new URL('v1/traces', `${config.tracesUrl}/`).href }) }),
    ...(config.metricsPort !== undefined && { metricReaders: [new PrometheusExporter({ host: '127.0.0.1', port: config.metricsPort })] }),
  });
  sdk.start();
  const meter = metrics.getMeter(config.component);
  const stopWatching = watchEventLoop(meter);
  return {
    span: spanWith(config.component),
    counter: (name, help) => {
      const counter = meter.createCounter(name, { description: help });
      return (add, labels) => counter.add(add, labels);
    },
    histogram: (name, help) => {
      const histogram = meter.createHistogram(name, { description: help });
      return (value, labels) => histogram.record(value, labels);
    },
    gauge: (name, help, read) => {
      meter.createObservableGauge(name, { description: help }).addCallback((result) => {
        for (const { value, labels } of read()) result.observe(value, labels);
      });
    },
    stop: async () => {
      stopWatching();
      await sdk.shutdown();
    },
  };
};
