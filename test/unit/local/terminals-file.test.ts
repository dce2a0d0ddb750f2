import {
  parseTerminals,
  readTerminalsFile,
  TerminalsFileInvalidError,
} from '../../../local/terminals-file.ts';

const parse = (text: string): unknown => parseTerminals(text, 'fleet.csv');

describe('parseTerminals', () => {
  it('reads terminals in any order of columns, with a byte order mark and Windows line ends', () => {
    const text =
      '\uFEFFhost,port,name,password\r\n10.0.0.7,2500,alpha,"p,""w"\r\nterminal.example.com,65535,beta,\r\n';

    expect(parse(text)).toEqual([
      { name: 'alpha', host: '10.0.0.7', port: 2500, password: 'p,"w', groups: [], tags: [], line: 2 },
      {
        name: 'beta',
        host: 'terminal.example.com',
        port: 65_535,
        password: '',
        groups: [],
        tags: [],
        line: 3,
      },
    ]);
  });

  it('keeps the spaces of a password and no others', () => {
    expect(parse('name,host,port,password\n alpha , 10.0.0.7 , 2500 , two words ')).toEqual([
      {
        name: 'alpha',
        host: '10.0.0.7',
        port: 2500,
        password: ' two words ',
        groups: [],
        tags: [],
        line: 2,
      },
    ]);
  });

  it.each([
    [
      'another header',
      'name,host,port\nalpha,10.0.0.7,1',
      'fleet.csv line 1: the header must be name,host,port,password',
    ],
    ['an empty file', '', 'fleet.csv line 1: the header must be name,host,port,password'],
    [
      'a port that is no number',
      'name,host,port,password\na,h,25x,p',
      'fleet.csv line 2: port is not a port: a number from 1 to 65535',
    ],
    [
      'a port out of range',
      'name,host,port,password\na,h,1,p\nb,h,65536,p',
      'fleet.csv line 3: port is not a port: a number from 1 to 65535',
    ],
    ['an empty name', 'name,host,port,password\n,h,1,p', 'fleet.csv line 2: name is empty'],
    [
      'a host that is an address and port',
      'name,host,port,password\na,udp://h,1,p',
      'fleet.csv line 2: host is not a host name or an address',
    ],
  ])('refuses %s with the file, the line and what is wrong', (_, text, message) => {
    expect(() => parse(text)).toThrow(new TerminalsFileInvalidError(message));
  });

  it('refuses a line with too few columns', () => {
    expect(() => parse('name,host,port,password\nalpha,10.0.0.7,2500')).toThrow(
      'fleet.csv line 2: has other columns than the header, or a quote that is not closed',
    );
  });

  it('refuses one address twice, in any spelling, naming both lines', () => {
    const text = 'name,host,port,password\na,LocalHost,2500,p\nb,10.0.0.7,2500,p\nc,127.0.0.1,2500,p';

    expect(() => parse(text)).toThrow(/line 4: 127\.0\.0\.1:2500 stands on line 2 already/);
  });

  it('refuses one name twice, naming both lines', () => {
    expect(() => parse('name,host,port,password\na,h,1,p\na,h,2,p')).toThrow(
      /line 3: the name a stands on line 2 already/,
    );
  });
});

describe('readTerminalsFile', () => {
  it('names the file that cannot be read', async () => {
    await expect(readTerminalsFile('/nowhere/fleet.csv')).rejects.toThrow(/^\/nowhere\/fleet\.csv: ENOENT/);
  });
});
