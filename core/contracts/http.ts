/** Header that CloudFront adds to its requests, so that the API can tell them from those that go round its firewall. */
export const ORIGIN_HEADER = 'x-origin-verify';
