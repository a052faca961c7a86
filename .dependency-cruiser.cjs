// The import table of docs/architecture.md as rules. tests/architecture/layers.test.ts breaks each rule on purpose.

/** Folders that hold the product itself: no shell, no database, no HTTP framework, no keychain. */
const core =
  '^main/(policy|wire|protocol|session|facade|call|catalog|upstreams|listener|builtin|audit|approvals|vault|settings|clients|imports|first-run|oauth|insights|lib)/';

/** A package, however it was installed: below node_modules, or by its bare name where it can't be resolved. */
const npm = (...names) => `(^|node_modules/)(${names.join('|')})(/|$)`;
const electron = npm('electron');
const sqlite = npm('better-sqlite3', 'libsql');
const keychain = npm('keytar', '@github/keytar');
const httpFramework = npm('hono', '@hono/[^/]+', 'express', 'fastify');
const mcpSdk = npm('@modelcontextprotocol/[^/]+');
/** What in `main/oauth/` uses the SDK's client as more than a type. */
const speaksWithSignInLibrary = '^main/oauth/(authorization|challenge|discovery|introduction|refusal|token-requests)\\.ts$';
const anyPackage = 'node_modules/';

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    forbid(
      'electron-only-in-the-shell',
      'Everything else gets what it needs from Electron as constructor arguments.',
      { path: '^(contract|main|renderer)/', pathNot: '^main/electron/' },
      { path: electron },
    ),
    forbid(
      'contract-is-a-leaf',
      'Window and core agree on it, so it knows neither.',
      { path: '^contract/' },
      { pathNot: `^contract/|${npm('zod')}` },
    ),
    forbid(
      'renderer-knows-only-the-contract',
      'The window runs in a sandbox and in a browser tab.',
      { path: '^renderer/' },
      { path: '^(main|preload|tests|scripts)/' },
    ),
    forbid('renderer-has-no-node', 'A browser has no Node.', { path: '^renderer/' }, { dependencyTypes: ['core'] }),
    forbid(
      'features-do-not-know-each-other',
      'What two pages share lies in renderer/ui or renderer/api.',
      { path: '^renderer/features/([^/]+)/' },
      { path: '^renderer/features/', pathNot: '^renderer/features/$1/' },
    ),
    forbid(
      'preload-knows-only-the-contract',
      'The preload carries the contract and never grows.',
      { path: '^preload/' },
      { pathNot: `^(preload|contract)/|${electron}` },
    ),
    forbid(
      'core-knows-no-shell-and-no-adapter',
      'The core declares the small interface that it needs; compose.ts passes in what implements it.',
      { path: core },
      { path: `^main/(electron|headless|cli|shim|store|api)/|^main/compose|${electron}|${sqlite}|${keychain}` },
    ),
    forbid(
      'http-framework-only-at-the-edges',
      'HTTP is one way in, not the core.',
      { path: '^(contract|main)/', pathNot: '^main/(headless/|listener/http)' },
      { path: httpFramework },
    ),
    forbid(
      'keychain-only-in-its-program',
      'Native code that may hang and crash runs beside Patchbay; the vault gets the keychain as a constructor argument.',
      { path: '^(contract|main|renderer)/', pathNot: '^main/keychain/' },
      { path: keychain },
    ),
    forbid(
      'sqlite-only-in-store',
      'One folder knows the database.',
      { path: '^(contract|main|renderer)/', pathNot: '^main/store/' },
      { path: sqlite },
    ),
    forbid(
      'policy-is-pure',
      'Decisions are simulated over the log and tested by properties: no clock, no input or output.',
      { path: '^main/policy/' },
      { pathNot: '^main/(policy|lib)/|^contract/' },
    ),
    forbid(
      'adapters-know-no-shell',
      'The store implements what the features declare, and is given to them.',
      { path: '^main/store/' },
      { path: '^main/(electron|headless|cli|shim|api)/|^main/compose' },
    ),
    forbid(
      'api-knows-no-shell-and-no-store',
      'The API is the contract over the features.',
      { path: '^main/api/' },
      { path: `^main/(electron|headless|cli|shim|store)/|^main/compose|${electron}|${sqlite}|${httpFramework}` },
    ),
    forbid(
      'shells-know-only-compose-and-dispatch',
      'A shell shows the product; it does not reach into it.',
      { path: '^main/(electron|headless)/' },
      { path: '^main/', pathNot: '^main/(electron|headless|api|lib)/|^main/compose' },
    ),
    forbid(
      'shells-do-not-know-each-other',
      'The desktop and the headless shell are two ends of one product.',
      { path: '^main/(electron|headless)/' },
      { path: '^main/(electron|headless)/', pathNot: '^main/$1/' },
    ),
    forbid(
      'shim-is-tiny',
      'Every app starts one: it is Node, the handshake, the paths, and how a line is cut and named.',
      { path: '^main/shim/' },
      {
        pathNot: '^main/(shim|lib)/|^contract/errors|^main/wire/(frame|frame-identity|line-splitter|error-numbers)\\.ts$',
        dependencyTypesNot: ['core'],
      },
    ),
    forbid(
      'guardian-is-tiny',
      'One per running server: it is Node and nothing else.',
      { path: '^main/upstreams/guardian/' },
      { pathNot: '^main/(upstreams/guardian|lib)/', dependencyTypesNot: ['core'] },
    ),
    forbid(
      'keychain-program-is-tiny',
      'It handles the key of all secrets: it is Node and the keychain.',
      { path: '^main/keychain/' },
      { pathNot: `^main/keychain/|${keychain}`, dependencyTypesNot: ['core'] },
    ),
    forbid(
      'small-programs-reach-no-package',
      'Not by a detour either; but for env-paths, which knows where each platform keeps its homes.',
      { path: '^main/(shim|upstreams/guardian)/' },
      { reachable: true, path: anyPackage, pathNot: 'node_modules/env-paths/' },
    ),
    forbid(
      'mcp-sdk-only-on-the-wire',
      'Frames of our own pass through; the SDK is for the edges.',
      { path: '^(contract|main|renderer)/', pathNot: '^main/(wire|protocol|upstreams|listener|oauth)/' },
      { path: mcpSdk },
    ),
    forbid(
      'sign-in-library-only-when-needed',
      'It takes the memory of a small server, and most never sign in: what speaks with it is loaded by import().',
      { path: '^main/', pathNot: speaksWithSignInLibrary },
      { path: speaksWithSignInLibrary, dynamic: false, dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'nobody-imports-tests',
      'Tests know the product, never the other way round.',
      { path: '^(contract|main|preload|renderer)/' },
      { path: '^tests/' },
    ),
    forbid('no-cycles', 'Data flows one way.', {}, { circular: true }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|release|\\.cache)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.cjs', '.js', '.json'],
    },
  },
};
