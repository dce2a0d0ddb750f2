import type { TemplateResource, TemplateStack } from './assembly.ts';
import { type LocalAddresses, nameProperty, ruleOf } from './local-values.ts';

/** A reference of the template leads to something that this machine has no part for. */
export class ReferenceUnknownError extends Error {
  override readonly name = 'ReferenceUnknownError';
}

/**
 * Turns CloudFormation's intrinsic functions into plain values.
 * Covered: Ref, Fn::GetAtt, Fn::Join, Fn::Sub, Fn::Select, Fn::Split, Fn::ImportValue, Fn::GetStackOutput.
 */
export class Resolver {
  readonly #stacks: readonly TemplateStack[];
  readonly #addresses: LocalAddresses;

  constructor(stacks: readonly TemplateStack[], addresses: LocalAddresses) {
    this.#stacks = stacks;
    this.#addresses = addresses;
  }

  /**
   * @param where for messages: what needs the value, such as `function store-batch`
   * @throws ReferenceUnknownError
   */
  resolve(value: unknown, stack: TemplateStack, where: string): unknown {
    if (Array.isArray(value))
      return value.map((item) => this.resolve(item, stack, where)).filter((item) => item !== undefined);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [name, argument] = entries[0] ?? [];
    if (entries.length === 1 && name !== undefined && (name === 'Ref' || name.startsWith('Fn::'))) {
      return this.#call(name, argument, stack, where);
    }
    const plain = entries.map(([key, item]) => [key, this.resolve(item, stack, where)] as const);
    return Object.fromEntries(plain.filter(([, item]) => item !== undefined));
  }

  /** As `resolve`, for what has to be a text. */
  resolveText(value: unknown, stack: TemplateStack, where: string): string {
    const text = this.resolve(value, stack, where);
    if (typeof text === 'string') return text;
    if (typeof text === 'number' || typeof text === 'boolean') return String(text);
    throw new ReferenceUnknownError(`${where}: ${JSON.stringify(value)} is not a text`);
  }

  #call(name: string, argument: unknown, stack: TemplateStack, where: string): unknown {
    const text = (value: unknown): string => this.resolveText(value, stack, where);
    const list = (value: unknown): unknown[] => {
      const resolved = this.resolve(value, stack, where);
      if (!Array.isArray(resolved)) throw new ReferenceUnknownError(`${where}: ${name} needs a list`);
      return resolved;
    };
    const pair = (value: unknown): [unknown, unknown] => {
      if (!Array.isArray(value) || value.length !== 2)
        throw new ReferenceUnknownError(`${where}: ${name} needs two arguments`);
      return [value[0], value[1]];
    };
    switch (name) {
      case 'Ref':
        return this.#reference(text(argument), stack, where);
      case 'Fn::GetAtt': {
        const [id, attribute] = Array.isArray(argument) ? pair(argument) : splitOnce(text(argument), '.');
        return this.#valueOf(requireResource(text(id), stack, where), text(attribute), stack, where);
      }
      case 'Fn::Join': {
        const [separator, parts] = pair(argument);
        return list(parts).map(text).join(text(separator));
      }
      case 'Fn::Split': {
        const [separator, whole] = pair(argument);
        return text(whole).split(text(separator));
      }
      case 'Fn::Select': {
        const [index, parts] = pair(argument);
        return list(parts)[Number(text(index))];
      }
      case 'Fn::Sub': {
        const [template, values] = Array.isArray(argument) ? pair(argument) : [argument, {}];
        return this.#substitute(text(template), values, stack, where);
      }
      case 'Fn::ImportValue':
        return this.#exported(text(argument), where);
      case 'Fn::GetStackOutput':
        return this.#stackOutput(argument, stack, where);
      default:
        throw new ReferenceUnknownError(`${where}: the local runner does not know ${name}`);
    }
  }

  #reference(id: string, stack: TemplateStack, where: string): unknown {
    const { region, accountId } = this.#addresses;
    switch (id) {
      case 'AWS::Region':
        return region;
      case 'AWS::AccountId':
        return accountId;
      case 'AWS::Partition':
        return 'aws';
      case 'AWS::URLSuffix':
        return 'amazonaws.com';
      case 'AWS::StackName':
        return stack.name;
      case 'AWS::StackId':
        return `arn:aws:cloudformation:${region}:${accountId}:stack/${stack.name}/local`;
      case 'AWS::NoValue':
        return undefined;
      default:
    }
    if (stack.parameterDefaults.has(id)) {
      const value = stack.parameterDefaults.get(id);
      if (value === undefined)
        throw new ReferenceUnknownError(`${where}: the parameter ${id} has no default`);
      return value;
    }
    return this.#valueOf(requireResource(id, stack, where), undefined, stack, where);
  }

  #valueOf(
    resource: TemplateResource,
    attribute: string | undefined,
    stack: TemplateStack,
    where: string,
  ): string {
    const rule = ruleOf(resource, attribute);
    if (rule === undefined) throw unknownResource(resource, where, attribute);
    return rule({
      name: this.#nameOf(resource, stack),
      property: (key) => this.resolveText(resource.properties[key], stack, where),
      addresses: this.#addresses,
    });
  }

  /** Logical ids are unique within a stack only: two that are the same get the names of their stacks before them. */
  #nameOf(resource: TemplateResource, stack: TemplateStack): string {
    const given = resource.properties[nameProperty(resource) ?? ''];
    if (typeof given === 'string') return given;
    const { logicalId, type } = resource;
    const isShared = this.#stacks.some((one) => one !== stack && one.resources.get(logicalId)?.type === type);
    return isShared ? `${stack.name}-${logicalId}` : logicalId;
  }

  #substitute(template: string, values: unknown, stack: TemplateStack, where: string): string {
    const given = new Map(typeof values === 'object' && values !== null ? Object.entries(values) : []);
    return template.replaceAll(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
      if (literal === '!') return `\${${name}}`;
      if (given.has(name)) return this.resolveText(given.get(name), stack, where);
      return this.resolveText(name.includes('.') ? { 'Fn::GetAtt': name } : { Ref: name }, stack, where);
    });
  }

  #exported(exportName: string, where: string): unknown {
    for (const stack of this.#stacks) {
      for (const output of stack.outputs.values()) {
        if (output.exportName === undefined) continue;
        if (this.resolve(output.exportName, stack, where) === exportName)
          return this.resolve(output.value, stack, where);
      }
    }
    throw new ReferenceUnknownError(`${where}: no stack exports ${exportName}`);
  }

  #stackOutput(argument: unknown, from: TemplateStack, where: string): unknown {
    const resolved = this.resolve(argument, from, where);
    const fields = new Map(typeof resolved === 'object' && resolved !== null ? Object.entries(resolved) : []);
    const stack = this.#stacks.find((one) => one.name === fields.get('StackName'));
    const output = stack?.outputs.get(String(fields.get('OutputName')));
    if (stack === undefined || output === undefined) {
      throw new ReferenceUnknownError(`${where}: there is no output ${JSON.stringify(resolved)}`);
    }
    return this.resolve(output.value, stack, where);
  }
}

function requireResource(id: string, stack: TemplateStack, where: string): TemplateResource {
  const resource = stack.resources.get(id);
  if (resource === undefined) throw new ReferenceUnknownError(`${where}: stack ${stack.name} has no ${id}`);
  return resource;
}

function unknownResource(
  resource: TemplateResource,
  where: string,
  attribute?: string,
): ReferenceUnknownError {
  const what = attribute === undefined ? resource.type : `${attribute} of ${resource.type}`;
  return new ReferenceUnknownError(
    `${where} needs ${resource.logicalId}, and the local runner has no part for ${what}: add it to local/assembly/local-values.ts`,
  );
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
