import { Ajv, type Options, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { JsonObject, JsonValue } from '../wire/frame.ts';
import { isObject } from '../wire/parse-frame.ts';
import { explainFault } from './arguments-fault.ts';
import { checkableSchema } from './checkable-schema.ts';
import type { CatalogTool } from './tool.ts';

const defaultCacheSize = 200;

const options: Options = {
  strict: false,
  // The schema was reduced to known keywords; what can't be compiled then isn't used.
  validateSchema: false,
  meta: false,
  validateFormats: false,
  addUsedSchema: false,
  logger: false,
  verbose: true,
  ownProperties: true,
};

/** Checks arguments against the input schema that the tool itself gives, before its server sees them. */
export class ArgumentsCheck {
  readonly #cacheSize: number;
  /** By definition hash, the longest unused first. Null: this schema isn't checked. */
  readonly #compiled = new Map<string, ValidateFunction | null>();

  constructor(cacheSize: number = defaultCacheSize) {
    this.#cacheSize = cacheSize;
  }

  /** One sentence that helps to mend the arguments; null when they fit, or when the schema is none that Patchbay checks. */
  check(tool: CatalogTool, given: JsonObject): string | null {
    const validate = this.#validatorOf(tool);
    return validate === null ? null : faultOf(validate, given);
  }

  #validatorOf(tool: CatalogTool): ValidateFunction | null {
    const known = this.#compiled.get(tool.hash);
    const validate = known === undefined ? compile(tool.definition['inputSchema']) : known;
    this.#compiled.delete(tool.hash);
    this.#compiled.set(tool.hash, validate);
    const [oldest] = this.#compiled.keys();
    if (this.#compiled.size > this.#cacheSize && oldest !== undefined) this.#compiled.delete(oldest);
    return validate;
  }
}

function faultOf(validate: ValidateFunction, given: JsonObject): string | null {
  try {
    return validate(given) ? null : explainFault(validate.errors ?? []);
  } catch {
    // The engine refuses the code of some huge schemas (RangeError); their servers check for themselves.
    return null;
  }
}

function compile(schema: JsonValue | undefined): ValidateFunction | null {
  const checkable = checkableSchema(schema);
  if (checkable === null) return null;
  try {
    // An instance each: schemas of different servers must never see one another.
    return isDraft7(schema) ? new Ajv(options).compile(checkable) : new Ajv2020(options).compile(checkable);
  } catch {
    // The server knows what its schema means; Patchbay doesn't, so the arguments go to it unchecked.
    return null;
  }
}

function isDraft7(schema: JsonValue | undefined): boolean {
  const dialect = isObject(schema) ? schema['$schema'] : undefined;
  return typeof dialect === 'string' && /draft-0[4-7]/.test(dialect);
}
