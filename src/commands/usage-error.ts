/** Thrown by a command that was called with what it cannot take: exit code 2. The message names the option. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}
