// Preloaded into every process of a cluster: notes in a file which OpenTelemetry modules are loaded, and that it looked.
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

const file = process.env['SHIPLOG_TEST_MODULES'] ?? '';
appendFileSync(file, `process ${process.argv.slice(2).join(' ')}\n`);
registerHooks({
  load: (url, context, nextLoad) => {
    if (url.includes('/@opentelemetry/') || url.includes('/infra/telemetry/open-telemetry')) appendFileSync(file, `loaded ${url}\n`);
    return nextLoad(url, context);
  },
});
