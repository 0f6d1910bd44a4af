const DAY = /^\d{4}-\d\d-\d\d$/;

/** True for a day that the calendar has, as YYYY-MM-DD. */
export function isDay(text: string): boolean {
  // The engine reads February 30 as March 2.
  return DAY.test(text) && new Date(text).toJSON()?.startsWith(text) === true;
}
