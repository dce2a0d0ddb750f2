import * as fc from 'fast-check';
import { CsvHeaderInvalidError, CsvTooLongError } from '../../../core/fleet/terminals/csv-errors.ts';
import { readTerminalsCsv } from '../../../core/fleet/terminals/read-terminals-csv.ts';

describe('readTerminalsCsv', () => {
  it('reads groups and tags, and lists with the separators of other spreadsheets', () => {
    const line = {
      name: 'a',
      host: '10.0.0.1',
      port: 1,
      password: 'p',
      groups: ['Long', 'Night'],
      tags: ['eu'],
      line: 2,
    };

    expect(
      readTerminalsCsv('name,host,port,password,groups,tags\na,10.0.0.1,1,p,Long; Night,eu\n', 9).lines,
    ).toEqual([line]);
    expect(
      readTerminalsCsv('name;host;port;password;groups;tags\na;10.0.0.1;1;p;"Long;Night";eu\n', 9).lines,
    ).toEqual([line]);
    expect(
      readTerminalsCsv('name\thost\tport\tpassword\tgroups\ttags\na\t10.0.0.1\t1\tp\tLong|Night\teu\n', 9)
        .lines,
    ).toEqual([line]);
  });

  it('names every bad line and keeps its neighbours', () => {
    const { lines, problems } = readTerminalsCsv(
      [
        'name,host,port,password',
        'good,10.0.0.1,1,p',
        ',10.0.0.2,1,p',
        'cut,10.0.0.3',
        'port,10.0.0.4,0,p',
        'host,a b,1,p',
        'GOOD,10.0.0.5,1,p',
        'same,10.0.0.1,1,p',
        'fine,10.0.0.6,1,p',
      ].join('\n'),
      99,
    );

    expect(lines.map(({ name }) => name)).toEqual(['good', 'fine']);
    expect(problems).toEqual([
      { line: 3, problem: { kind: 'field', column: 'name', is: 'empty' } },
      { line: 4, problem: { kind: 'unreadable' } },
      { line: 5, problem: { kind: 'field', column: 'port', is: 'not-a-port' } },
      { line: 6, problem: { kind: 'field', column: 'host', is: 'not-a-host' } },
      { line: 7, problem: { kind: 'repeated', what: 'name', value: 'GOOD', firstLine: 2 } },
      { line: 8, problem: { kind: 'repeated', what: 'address', value: '10.0.0.1:1', firstLine: 2 } },
    ]);
  });

  it('takes a quote in the middle for itself, and tells where one that is not closed began', () => {
    const read = (line: string) => readTerminalsCsv(`name,host,port,password\na,10.0.0.1,1,p\n${line}\n`, 9);

    expect(read('b,10.0.0.2,1,p"w').lines[1]?.password).toBe('p"w');
    expect(read('b,10.0.0.2,1,"pw').lines.map(({ name }) => name)).toEqual(['a']);
    expect(read('b,10.0.0.2,1,"pw').problems).toMatchObject([{ problem: { kind: 'unreadable' } }]);
  });

  it('refuses a file without the header, and one that is too long', () => {
    expect(() => readTerminalsCsv('one,two\n1,2', 9)).toThrow(CsvHeaderInvalidError);
    expect(() => readTerminalsCsv('name,host,port,password,password\na,h,1,p,p', 9)).toThrow(
      CsvHeaderInvalidError,
    );
    expect(() => readTerminalsCsv('name,host,port,password\na,h,1,p\nb,h,2,p\nc,h,3,p', 2)).toThrow(
      CsvTooLongError,
    );
  });

  it('either reads or refuses whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '1', ',', ';', '"', '\n', '\r', '\0', 'ж') }),
        (text) => {
          expect(readTerminalsCsv(`name,host,port,password\n${text}`, 99).lines.length).toBeLessThan(100);
        },
      ),
    );
  });
});
