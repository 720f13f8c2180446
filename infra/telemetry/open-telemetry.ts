import { monitorEventLoopDelay } from 'node:perf_hooks';
import { DiagLogLevel, ROOT_CONTEXT, SpanStatusCode, diag, metrics, propagation, trace } from '@opentelemetry/api';
import type { Context, DiagLogger, Meter, ObservableGauge } from '@opentelemetry/api';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { NodeSDK } from '@opentelemetry/sdk-node';
import type { RunningTelemetry, TelemetryConfig } from './telemetry.ts';

const NANOSECONDS_PER_SECOND = 1e9;
const LOOP_SAMPLE_MS = 10;
const METRICS_HOST = '127.0.0.1';
/** Of all histograms, which are durations. */
const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Only what came by a message or header is a parent: whatever else this process is doing has nothing to do with it. */
const parentOf = (traceparent: string | undefined): Context => (traceparent === undefined ? ROOT_CONTEXT : propagation.extract(ROOT_CONTEXT, { traceparent }));

const traceparentOf = (active: Context): string | undefined => {
  const carrier: Record<string, string> = {};
  propagation.inject(active, carrier);
  return carrier['traceparent'];
};

/** An error's message may hold content, its name does not. */
const spanWith = (component: string): RunningTelemetry['span'] => {
  const tracer = trace.getTracer(component);
  return async (name, options, work) => {
    const parent = parentOf(options.traceparent);
    const span = tracer.startSpan(name, { attributes: options.attributes ?? {} }, parent);
    try {
      return await work(traceparentOf(trace.setSpan(parent, span)));
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'error' });
      throw error;
    } finally {
      span.end();
    }
  };
};

/** Quantiles of the event loop's delay since the last scrape. */
const watchEventLoop = (meter: Meter): (() => void) => {
  const histogram = monitorEventLoopDelay({ resolution: LOOP_SAMPLE_MS });
  // What is measured is the time from one sample to the next, which on time is the resolution.
  const delaySeconds = (percentile: number): number => Math.max(0, histogram.percentile(percentile) / NANOSECONDS_PER_SECOND - LOOP_SAMPLE_MS / 1000);
  histogram.enable();
  const gauge = meter.createObservableGauge('shiplog_event_loop_delay_seconds', { description: 'Delay of the event loop since the last scrape, by quantile' });
  gauge.addCallback((result) => {
    result.observe(delaySeconds(99), { quantile: '0.99' });
    result.observe(delaySeconds(50), { quantile: '0.5' });
    histogram.reset();
  });
  return () => histogram.disable();
};

const watchMemory = (meter: Meter): void => {
  meter.createObservableGauge('shiplog_process_resident_memory_bytes', { description: 'Memory of the process that is in RAM' })
    .addCallback((result) => result.observe(process.memoryUsage.rss()));
};

const faultsTo = (report: TelemetryConfig['report']): DiagLogger => {
  const nothing = (): void => undefined;
  return { error: (message) => report('telemetry failed', { message }), warn: nothing, info: nothing, debug: nothing, verbose: nothing };
};

/** An endpoint that cannot be opened is told and missed; the component runs all the same. */
const openMetrics = async ({ metricsPort, report }: TelemetryConfig): Promise<PrometheusExporter | undefined> => {
  if (metricsPort === undefined) return undefined;
  const exporter = new PrometheusExporter({ host: METRICS_HOST, port: metricsPort, preventServerStart: true });
  await exporter.startServer().catch((error: unknown) => report('the metrics endpoint cannot be opened', { port: metricsPort, error: String(error) }));
  return exporter;
};

/** Gauges of one name are one metric, whoever reads it. */
const gaugesOf = (meter: Meter): RunningTelemetry['gauge'] => {
  const gauges = new Map<string, ObservableGauge>();
  return (name, help, read) => {
    const gauge = gauges.get(name) ?? meter.createObservableGauge(name, { description: help });
    gauges.set(name, gauge);
    gauge.addCallback((result) => {
      for (const { value, labels } of read()) result.observe(value, labels);
    });
  };
};

/** Starts the SDK: traces by OTLP, metrics on a loopback Prometheus endpoint, each only where configured, and nothing else. */
export const startOpenTelemetry = async (config: TelemetryConfig): Promise<RunningTelemetry> => {
  diag.setLogger(faultsTo(config.report), { logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true });
  const prometheus = await openMetrics(config);
  const sdk = new NodeSDK({
    serviceName: config.component,
    autoDetectResources: false,
    instrumentations: [],
    // Left out, each of these would be exported to wherever the environment says, or to a collector on this machine.
    logRecordProcessors: [],
    metricReaders: prometheus === undefined ? [] : [prometheus],
    ...(config.tracesUrl === undefined ? { spanProcessors: [] } : { traceExporter: new OTLPTraceExporter({ url: new URL('v1/traces', `${config.tracesUrl}/`).href }) }),
  });
  sdk.start();
  const meter = metrics.getMeter(config.component);
  const stopWatching = watchEventLoop(meter);
  watchMemory(meter);
  return {
    span: spanWith(config.component),
    counter: (name, help) => {
      const counter = meter.createCounter(name, { description: help });
      return (add, labels) => counter.add(add, labels);
    },
    histogram: (name, help) => {
      const histogram = meter.createHistogram(name, { description: help, advice: { explicitBucketBoundaries: BUCKETS_SECONDS } });
      return (value, labels) => histogram.record(value, labels);
    },
    gauge: gaugesOf(meter),
    stop: async () => {
      stopWatching();
      await sdk.shutdown();
    },
  };
};
