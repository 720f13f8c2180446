/** A pod of about four KiB that no scheduler takes: it is written, kept and listed, and nothing else happens to it. */
export const bigPod = (name: string): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name,
    labels: { app: 'bench', part: name.slice(-2) },
    annotations: { note: 'x'.repeat(1_900) },
  },
  spec: {
    schedulerName: 'bench',
    containers: [{ name: 'main', image: 'registry.example/bench/app:1.2.3', env: Array.from({ length: 8 }, (_, index) => ({ name: `SETTING_${index}`, value: 'v'.repeat(24) })) }],
  },
});
