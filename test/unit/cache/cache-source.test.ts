import { findCache } from '../../../core/aws/cache-password.ts';
import { cacheSourceSchema } from '../../../core/cache/cache-source.ts';

const ARN = 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:cache';

describe('cacheSourceSchema', () => {
  it('takes a URL, a host and the secret of its password, or nothing', () => {
    expect(cacheSourceSchema.parse({ CACHE_URL: 'redis://127.0.0.1:6379/2', STAGE: 'local' })).toEqual({
      url: 'redis://127.0.0.1:6379/2',
    });
    expect(cacheSourceSchema.parse({ CACHE_HOST: 'cache', CACHE_PASSWORD_SECRET_ARN: ARN })).toEqual({
      host: 'cache',
      passwordSecretArn: ARN,
    });
    expect(cacheSourceSchema.parse({ STAGE: 'local' })).toBe('process-memory');
  });

  it.each([
    [{ CACHE_URL: 'http://127.0.0.1' }, /CACHE_URL/],
    [{ CACHE_HOST: 'cache' }, /CACHE_PASSWORD_SECRET_ARN/],
    [{ CACHE_PASSWORD_SECRET_ARN: ARN }, /CACHE_HOST/],
  ])('names what is wrong in %j', (environment, message) => {
    expect(() => cacheSourceSchema.parse(environment)).toThrow(message);
  });
});

describe('findCache', () => {
  it('leads to a server, to the encrypted cluster, or to none', () => {
    expect(findCache({ url: 'redis://a' })).toEqual({ url: 'redis://a' });
    expect(findCache({ host: 'cache', passwordSecretArn: ARN })).toMatchObject({
      host: 'cache',
      port: 6379,
      isEncrypted: true,
    });
    expect(findCache('process-memory')).toBeUndefined();
  });
});
