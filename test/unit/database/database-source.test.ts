import { databaseSourceSchema } from '../../../core/database/database-source.ts';

const inAws = { DATABASE_SECRET_ARN: 'arn:secret', DATABASE_HOST: 'writer.internal' };

describe('where the database is', () => {
  it('is a URL on one machine, and reads go to the writer where there is no other', () => {
    const url = 'postgres://localhost/telefleet';
    const readerUrl = 'postgres://localhost:5433/telefleet';

    expect(databaseSourceSchema.parse({ DATABASE_URL: url })).toEqual({ url, readerUrl: url });
    expect(databaseSourceSchema.parse({ DATABASE_URL: url, DATABASE_READER_URL: readerUrl })).toEqual({
      url,
      readerUrl,
    });
  });

  it('is the host of the environment with the login of the secret in AWS', () => {
    expect(
      databaseSourceSchema.parse({
        ...inAws,
        DATABASE_READER_HOST: 'readers.internal',
        DATABASE_CA_FILE: '/ca.pem',
      }),
    ).toEqual({
      secretArn: 'arn:secret',
      host: 'writer.internal',
      readerHost: 'readers.internal',
      caFile: '/ca.pem',
    });
    expect(databaseSourceSchema.parse(inAws)).toMatchObject({ readerHost: 'writer.internal' });
  });

  it('is the URL when both are there: the local run takes the environment of the template and adds its own', () => {
    const url = 'postgres://localhost/telefleet';

    expect(databaseSourceSchema.parse({ ...inAws, DATABASE_URL: url })).toMatchObject({ url });
  });

  it('is asked for by every name that would do, when a secret comes without a host', () => {
    expect(() => databaseSourceSchema.parse({ DATABASE_SECRET_ARN: 'arn:secret' })).toThrow(
      /DATABASE_URL[^]*DATABASE_SECRET_ARN and DATABASE_HOST/,
    );
  });
});
