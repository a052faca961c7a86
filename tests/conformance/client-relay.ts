// What the suite starts for each scenario of signing in. It hands the scenario to the one Patchbay that plays them all (sign-in-scenarios.ts).
const [url = ''] = process.argv.slice(2);
const scenario = process.env['MCP_CONFORMANCE_SCENARIO'] ?? '';
const context = process.env['MCP_CONFORMANCE_CONTEXT'] ?? '{}';
const answer = await fetch(process.env['PATCHBAY_CONDUCTOR'] ?? '', { method: 'POST', body: JSON.stringify({ url, scenario, context }) });
if (!answer.ok) throw new Error(await answer.text());

export {};
