import type { FleetFilter } from './fleet-order.ts';

/**
 * The page of commands with these terminals chosen. What is named by a group, a tag or all is named so: an address with thousands of ids is
 * longer than some servers take.
 */
export function commandLink(ids: readonly number[], filter: FleetFilter, isAllShown: boolean): string {
  const { search, state, group, tag } = filter;
  if (isAllShown && search === '' && state === undefined) {
    if (group === undefined && tag === undefined) return '/commands?all=1';
    if (group !== undefined && tag === undefined) return `/commands?group=${encodeURIComponent(group)}`;
    if (tag !== undefined && group === undefined) return `/commands?tag=${encodeURIComponent(tag)}`;
  }
  return `/commands?ids=${ids.join(',')}`;
}
