// What the suite starts for each scenario of signing in. It hands the scenario to the one Patchbay that plays them all (sign-in-scenarios.ts).
import { argv, env } from 'node:process';

const scene = { url: argv[2], scenario: env['MCP_CONFORMANCE_SCENARIO'], context: env['MCP_CONFORMANCE_CONTEXT'] ?? '{}' };
const answer = await fetch(env['PATCHBAY_CONDUCTOR'] ?? '', { method: 'POST', body: JSON.stringify(scene) });
if (!answer.ok) throw new Error(await answer.text());
