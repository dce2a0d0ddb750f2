import { OpsCommandInvalidError } from '../../../bin/ops/errors.ts';
import { parseSetWebhook } from '../../../bin/ops/set-webhook.ts';

const URL_OPTIONS = ['--stage', 'small', '--url', 'https://d1.cloudfront.net'];

describe('npm run ops -- set-webhook', () => {
  it('takes the address and the region from the stage', () => {
    expect(parseSetWebhook(['--stage', 'two-region', '--region', 'eu-central-1'])).toMatchObject({
      baseUrl: 'https://telefleet.example.com',
      region: 'eu-central-1',
      isDryRun: false,
    });
    expect(parseSetWebhook(URL_OPTIONS)).toMatchObject({
      baseUrl: 'https://d1.cloudfront.net',
      region: 'eu-west-1',
    });
  });

  it.each([
    [[], '--stage is needed: one of local, small'],
    [['--stage', 'nope'], '--stage is needed: one of local, small'],
    [['--stage', 'small'], 'stage small has no domain: give --url'],
    [['--stage', 'small', '--url', 'http://x.io'], '--url must be an https:// address'],
    [
      [...URL_OPTIONS, '--region', 'us-east-1'],
      'stage small has no region "us-east-1"; use --region eu-west-1',
    ],
    [[...URL_OPTIONS, '--bot', 'weather'], '--bot must be one of fleet'],
    [[...URL_OPTIONS, '--force'], "Unknown option '--force'"],
  ])('says of %j in one line what is wrong', (args, reason) => {
    const parse = (): unknown => parseSetWebhook(args);

    expect(parse).toThrow(OpsCommandInvalidError);
    expect(parse).toThrow(reason);
    expect(parse).not.toThrow(/\n/);
  });
});
