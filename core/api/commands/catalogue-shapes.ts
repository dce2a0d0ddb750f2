import * as z from 'zod';

const words = z.strictObject({ en: z.string(), ru: z.string() });

export const catalogueArgument = z.strictObject({
  name: z.string(),
  label: words.describe('What to type for it'),
  type: z.enum(['coin', 'strategy', 'number', 'amount', 'period', 'choice', 'time', 'word', 'text']),
  isOptional: z.boolean(),
  separator: z
    .enum([' ', ','])
    .nullable()
    .describe('Several values, put together with this; null: one value'),
  prefix: z.string().describe('Written before the value'),
  canBeAll: z.boolean().describe('Of coins: `ALL` is one'),
  min: z.number().nullable(),
  max: z.number().nullable(),
  isWhole: z.boolean(),
  options: z.array(z.string()).describe('Of a choice, and the units of a period'),
});

export const catalogueCommand = z.strictObject({
  id: z.string(),
  name: z.string().describe('As sent'),
  category: z.string(),
  title: words,
  help: words,
  arguments: z.array(catalogueArgument),
  replies: z.enum(['none', 'one', 'many']),
  danger: z.enum(['always', 'many']).describe('`always`: confirmed for a single terminal too'),
  isDangerousForAll: z.boolean().describe('Confirmed at any number of terminals when its coin is `ALL`'),
  opposite: z.string().nullable().describe('Id of the command that takes it back'),
  example: z.string(),
  source: z.enum(['panel', 'protocol']).describe("Of the panel's 31, or said by the protocol's page only"),
});

export const commandCatalogue = z.strictObject({
  categories: z.array(z.strictObject({ id: z.string(), name: words })),
  commands: z.array(catalogueCommand),
  problems: z.record(z.string(), words).describe('Why a value cannot be sent'),
  confirmAbove: z.int().describe('Any command to more terminals is confirmed'),
  maxCommands: z.int().describe('Of one request'),
});
