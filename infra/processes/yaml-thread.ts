import { parentPort } from 'node:worker_threads';
import { TextSyntaxError } from '../../services/kit/decode/json-text.ts';
import { parseYamlText } from '../../services/kit/decode/yaml-text.ts';
import type { ReadYaml } from '../../services/kit/port.ts';

const read = (bytes: Uint8Array): ReadYaml => {
  try {
    const { value, complaints } = parseYamlText(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return { json: new TextEncoder().encode(JSON.stringify(value)), complaints };
  } catch (error) {
    if (error instanceof TextSyntaxError) return { error: error.message };
    if (error instanceof TypeError) return { error: 'yaml: invalid UTF-8' };
    throw error;
  }
};

parentPort?.on('message', (bytes: Uint8Array) => parentPort?.postMessage(read(bytes)));
