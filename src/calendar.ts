/** The first instant of a day, YYYY-MM-DD, in UTC; undefined for a day that no calendar has. */
export function startOfDay(day: string): string | undefined {
  // The engine reads February 30 as March 2.
  const start = new Date(day).toJSON();
  return start?.startsWith(day) ? start : undefined;
}
