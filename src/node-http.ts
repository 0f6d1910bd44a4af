/*
 * node:http, of which no import statement may take a value: it would look at all members, and one of them loads the whole of
 * Node's `fetch`, some 30 ms and 5 MB that nobody here has a use for. (Types cost nothing, and node:https has no such member.)
 */
export const { Agent, createServer, get, IncomingMessage, ServerResponse, STATUS_CODES } =
  process.getBuiltinModule('node:http');
