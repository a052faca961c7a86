import { fieldsOf, isJsonRecord, type JsonRecord } from '../lib/json-record.ts';
import { type Draft, draftOf, plain, type Value } from './draft.ts';
import { isImage } from './docker.ts';
import { isScalar, saysTrue, textAt, textsIn } from './fields.ts';
import { interpolated } from './interpolation.ts';

/** A run configuration of ToolHive (pkg/runner/config.go): a container image, or a remote address. */
export function isToolHiveRun(document: unknown): document is JsonRecord {
  return (
    isJsonRecord(document) && typeof document['schema_version'] === 'string' && (isImage(document['image']) || 'remote_url' in document)
  );
}

export function draftOfToolHive(run: JsonRecord): Draft {
  const name = textAt(run, 'name', 'base_name');
  const remote = run['remote_url'];
  if (typeof remote === 'string' && remote !== '') {
    return draftOf(name, { kind: 'http', url: plain(remote), headers: new Map() }, { signsIn: isJsonRecord(run['remote_auth_config']) });
  }
  const env = environmentOf(run);
  const args = [
    ...['run', '-i', '--rm'],
    ...[...env.keys()].flatMap((variable) => ['-e', variable]),
    ...textsIn(run['volumes']).flatMap((volume) => ['-v', volume]),
    textAt(run, 'image'),
    ...textsIn(run['cmd_args']),
  ];
  return draftOf(
    name,
    { kind: 'stdio', command: plain('docker'), args: args.map(plain), env, cwd: null },
    {
      warnings: [
        ...(isolates(run) ? ['ToolHive limited what it may reach in the network; started by Patchbay, it isn’t limited.'] : []),
        ...(run['transport'] === 'stdio' || run['transport'] === undefined
          ? []
          : ['In ToolHive it spoke HTTP inside its container; it may not work over stdin and stdout.']),
      ],
    },
  );
}

/** ToolHive's secrets stay in ToolHive: they are asked for. `name,target=VARIABLE` each. */
function environmentOf(run: JsonRecord): Map<string, Value> {
  const values = Object.entries(fieldsOf(run['env_vars'])).flatMap(([name, value]) =>
    isScalar(value) ? [[name, plain(String(value))] as const] : [],
  );
  const secrets = textsIn(run['secrets']).flatMap((secret) => {
    const [, target] = /,target=([\w.-]+)/.exec(secret) ?? [];
    return target === undefined ? [] : [[target, interpolated(target)] as const];
  });
  return new Map([...values.filter(([name]) => name !== 'MCP_TRANSPORT'), ...secrets]);
}

function isolates(run: JsonRecord): boolean {
  return saysTrue(run, 'isolate_network');
}
