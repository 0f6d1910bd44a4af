/** A FHIRPath expression with the addresses in it cut down to their last part, so that a person can read it. */
export function shortened(expression: string): string {
  return expression.replace(/'https?:\/\/[^']*\//g, "'");
}
