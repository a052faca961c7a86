import type { ErrorObject } from 'ajv';
import { closestKey, describeType, describeValue, listed } from './fault-words.ts';

type Fault = Partial<ErrorObject>;

const explanations: ReadonlyMap<string, (place: string, error: Fault) => string> = new Map([
  ['required', missing],
  ['additionalProperties', unknown],
  ['unevaluatedProperties', unknown],
  ['type', (place, error) => `${place} must be ${describeType(error.params?.['type'])}, but it is ${describeValue(error.data)}.`],
  ['enum', notListed],
  ['const', (place, error) => `${place} must be ${JSON.stringify(error.params?.['allowedValue'])}.`],
]);

/** One sentence about what is wrong with the arguments and what would be right. Never repeats a text that was given: it may be a secret. */
export function explainFault(errors: readonly Fault[]): string {
  const last = errors.at(-1);
  if (last === undefined) return 'The arguments do not fit the input schema of the tool.';
  if (last.keyword !== 'anyOf' && last.keyword !== 'oneOf') return sentence(errors[0] ?? last);
  const deeper = errors.filter((error) => depthOf(error) > depthOf(last)).toSorted((a, b) => depthOf(b) - depthOf(a));
  const [deepest] = deeper;
  return deepest === undefined ? noAlternative(errors, last) : sentence(deepest);
}

function depthOf(error: Fault): number {
  return (error.instancePath ?? '').split('/').length;
}

function noAlternative(errors: readonly Fault[], last: Fault): string {
  const here = errors.filter((error) => error !== last);
  const types = here.filter(({ keyword }) => keyword === 'type').map(({ params }) => describeType(params?.['type']));
  if (types.length > 0 && types.length === here.length) {
    return `${placeOf(last)} must be ${[...new Set(types)].join(' or ')}, but it is ${describeValue(last.data)}.`;
  }
  const [first] = here;
  return first === undefined ? `${placeOf(last)} fits more than one of the forms that are permitted; only one may fit.` : sentence(first);
}

function sentence(error: Fault): string {
  const place = placeOf(error);
  const explain = error.keyword === undefined ? undefined : explanations.get(error.keyword);
  return explain?.(place, error) ?? `${place} ${error.message ?? 'does not fit the input schema'}; it is ${describeValue(error.data)}.`;
}

function missing(place: string, error: Fault): string {
  const name = String(error.params?.['missingProperty']);
  const known = propertiesOf(error);
  const unknownKeys = Object.keys(error.data ?? {}).filter((key) => !known.has(key));
  const misspelt = closestKey(name, unknownKeys);
  const hint = misspelt === null ? '' : `; did you mean it by ${JSON.stringify(misspelt)}?`;
  return `${place} needs ${JSON.stringify(name)}${typeHint(known.get(name))}${hint === '' ? '.' : hint}`;
}

function unknown(place: string, error: Fault): string {
  const key = String(error.params?.['additionalProperty'] ?? error.params?.['unevaluatedProperty']);
  const known = [...propertiesOf(error).keys()];
  const close = closestKey(key, known);
  const hint = close === null ? '' : ` Did you mean ${JSON.stringify(close)}?`;
  return `${place} takes no ${JSON.stringify(key.slice(0, 60))}.${hint} ${known.length === 0 ? 'It takes nothing.' : `It takes ${listed(known)}.`}`;
}

function notListed(place: string, error: Fault): string {
  const allowed: unknown[] = error.params?.['allowedValues'] ?? [];
  const texts = allowed.filter((value) => typeof value === 'string');
  const close = typeof error.data === 'string' ? closestKey(error.data, texts) : null;
  return `${place} must be one of ${listed(allowed)}${close === null ? '' : `; did you mean ${JSON.stringify(close)}?`}${close === null ? '.' : ''}`;
}

function propertiesOf(error: Fault): ReadonlyMap<string, unknown> {
  const properties: unknown = error.parentSchema?.['properties'];
  return new Map(typeof properties === 'object' && properties !== null ? Object.entries(properties) : []);
}

function typeHint(property: unknown): string {
  const type: unknown = typeof property === 'object' && property !== null && 'type' in property ? property.type : undefined;
  return type === undefined ? '' : ` (${describeType(type)})`;
}

/** `/items/0/name` → `arguments.items[0].name`. */
function placeOf(error: Fault): string {
  const steps = (error.instancePath ?? '')
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const path = steps.map((step) => (/^\d+$/.test(step) ? `[${step}]` : /^[\w-]+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`));
  return `arguments${path.join('')}`;
}
