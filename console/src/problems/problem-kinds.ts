/** Titles of the API's problems, each the same for all of its kind, that are said in the person's words: `Name` and `Name.what` of the catalogue. */
const EXPLAINED = [
  'Address taken',
  'Already on their way',
  'Blocked',
  'Cannot be changed',
  'Failed',
  'Fleet is full',
  'For administrators',
  'From another site',
  'Invalid time',
  'Key used before',
  'Name taken',
  'No bot is set up',
  'No chart',
  'No such command',
  'No such fleet',
  'No such import',
  'No such invitation',
  'No such key',
  'No such member',
  'No such metric',
  'No such order',
  'No such preset',
  'No such queue',
  'No such session',
  'No such terminal',
  'Nobody to send to',
  'Not allowed',
  'Not found',
  'Not moved',
  'Not now',
  'Not sent',
  'Not signed by Telegram',
  'Not told',
  'Nothing to take back',
  'Nowhere to go back to',
  'Terminals are left',
  'That is you',
  'The owner stays',
  'Too large',
  'Too many invitations',
  'Too many keys',
  'Too many requests',
  'Too many terminals',
  'Too many tickets',
  'Too old',
  'Used before',
  'Which fleet',
] as const;
export type ExplainedTitle = (typeof EXPLAINED)[number];

export function findExplained(title: string): ExplainedTitle | undefined {
  return EXPLAINED.find((each) => each === title);
}

/** What the API says of a field, with the key of the same in the person's words. */
const FIELD_KEYS = new Map<string, FieldKey>([
  ['must not be empty', 'empty'],
  ['is too long', 'tooLong'],
  ['has characters that have no place there', 'badCharacters'],
  ['is a host name or an IPv4 address, without a scheme and a port', 'notAHost'],
  ['is a whole number from 1 to 65535', 'notAPort'],
  ['is neither a host name nor four numbers', 'hostMalformed'],
  [
    'leads to an address where no terminal may be: loopback, link-local, multicast or reserved',
    'hostForbidden',
  ],
  ['has no IPv4 address; terminals speak UDP over IPv4', 'hostIpv6Only'],
  ['has no address: is the name spelled right?', 'hostUnknown'],
  ['is not answered by its name servers: try again, or give the IP address', 'hostNoAnswer'],
  ['the fleet has a preset of this name', 'nameTaken'],
  ['another terminal of the fleet has it', 'nameTaken'],
  ['another terminal has this host and port', 'addressTaken'],
  ['the terminal has not told of it', 'unknown'],
  ['it is changed twice', 'repeated'],
  ['are too many values', 'tooManyValues'],
  ['is no coin', 'notACoin'],
  ['is no number', 'notANumber'],
  ['is out of range', 'outOfRange'],
  ['is none of the choices', 'notAChoice'],
  ['is no period', 'notAPeriod'],
  ['is no time', 'notATime'],
  ['is one word without spaces and quotes', 'notAWord'],
  ['cannot have double quotes', 'hasQuote'],
  ['is one line without control characters', 'hasLineBreak'],
]);
export type FieldKey =
  | 'empty'
  | 'tooLong'
  | 'badCharacters'
  | 'notAHost'
  | 'notAPort'
  | 'hostMalformed'
  | 'hostForbidden'
  | 'hostIpv6Only'
  | 'hostUnknown'
  | 'hostNoAnswer'
  | 'nameTaken'
  | 'addressTaken'
  | 'unknown'
  | 'repeated'
  | 'tooManyValues'
  | 'notACoin'
  | 'notANumber'
  | 'outOfRange'
  | 'notAChoice'
  | 'notAPeriod'
  | 'notATime'
  | 'notAWord'
  | 'hasQuote'
  | 'hasLineBreak';

export function findFieldKey(message: string): FieldKey | undefined {
  return FIELD_KEYS.get(message);
}
