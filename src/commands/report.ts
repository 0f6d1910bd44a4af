/** Result of a command. */
export interface Report {
  /** For a person, without a final line end. */
  readonly text: string;
  /** The same for a program: printed as JSON with `--json`. */
  readonly data: unknown;
  /** The command found faults, or not what it was asked for: exit code 1. */
  readonly failed?: boolean;
}
