/** The arrows run one way: events ← projections ← services ← infra. Nothing inner knows anything outer. */
const TESTS = '(\\.test\\.ts$|^test/)';
const inner = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from, pathNot: TESTS },
  to: { pathNot: [...allowed, '^node_modules/zod/'] },
});

module.exports = {
  forbidden: [
    inner('events-are-pure', '^events/', ['^events/']),
    inner('projections-fold-events-only', '^projections/', ['^events/', '^projections/']),
    inner('kit-knows-no-service', '^services/kit/', ['^events/', '^projections/', '^services/kit/', '^node_modules/(yaml|@types/yaml)/']),
    {
      name: 'services-do-no-io',
      severity: 'error',
      from: { path: '^services/', pathNot: TESTS },
      to: { path: ['^infra/', '^test/'] },
    },
    { name: 'services-name-no-host', severity: 'error', from: { path: '^services/', pathNot: TESTS }, to: { dependencyTypes: ['core'] } },
    {
      name: 'services-do-not-know-each-other',
      severity: 'error',
      from: { path: '^services/(?!kit/)([^/]+)/', pathNot: TESTS },
      to: { path: '^services/(?!kit/)([^/]+)/', pathNot: ['^services/$1/'] },
    },
    {
      name: 'adapters-do-not-know-each-other',
      severity: 'error',
      from: { path: '^infra/(?!processes/|cli/)([^/]+)/', pathNot: TESTS },
      to: { path: '^infra/([^/]+)/', pathNot: ['^infra/$1/'] },
    },
    {
      name: 'adapters-see-services-through-ports',
      severity: 'error',
      from: { path: '^infra/(?!processes/|cli/)', pathNot: TESTS },
      to: { path: '^services/', pathNot: ['/port\\.ts$'] },
    },
    { name: 'production-never-imports-tests', severity: 'error', from: { pathNot: TESTS }, to: { path: TESTS } },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.json'], exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
