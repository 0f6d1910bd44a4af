const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** True if a host name, as it stands in a URL, is this machine. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.has(hostname);
}
