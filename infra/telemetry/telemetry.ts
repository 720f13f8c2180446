import type { Telemetry } from '../../services/kit/port.ts';

export interface TelemetryConfig {
  /** `shiplog-api-server` and the like; OpenTelemetry's service.name. */
  readonly component: string;
  /** Loopback port of the Prometheus endpoint; undefined serves none. */
  readonly metricsPort?: number | undefined;
  /** OTLP/HTTP endpoint for traces, as in OTEL_EXPORTER_OTLP_ENDPOINT; undefined exports none. */
  readonly tracesUrl?: string | undefined;
  /** Told of an endpoint that cannot be opened and of spans that cannot be sent. */
  readonly report: (message: string, fields: Readonly<Record<string, unknown>>) => void;
}

export interface RunningTelemetry extends Telemetry {
  /** Sends what is buffered and closes the endpoint. */
  stop(): Promise<void>;
}

const nothing = (): void => undefined;

const off: RunningTelemetry = {
  span: (_name, options, work) => work(options.traceparent),
  counter: () => nothing,
  histogram: () => nothing,
  gauge: nothing,
  stop: () => Promise.resolve(),
};

/** Off means not loaded: without an endpoint no OpenTelemetry module is imported, and trace context is only passed on. */
export const startTelemetry = async (config: TelemetryConfig): Promise<RunningTelemetry> => {
  if (config.metricsPort === undefined && config.tracesUrl === undefined) return off;
  const { startOpenTelemetry } = await import('./open-telemetry.ts');
  return startOpenTelemetry(config);
};
