const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const PSEUDONYM = /^~[0-9a-f]{32}$/;

/** An id in bytes: 17 for a UUID in lower case or a pseudonym, one more than its text for any other. The first tells which. */
export function packId(id: string): Uint8Array {
  if (UUID.test(id)) return Buffer.from(`75${id.replaceAll('-', '')}`, 'hex');
  if (PSEUDONYM.test(id)) return Buffer.from(`7e${id.slice(1)}`, 'hex');
  return Buffer.from(`t${id}`);
}

/** The id that was packed. */
export function unpackId(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const hex = () => buffer.toString('hex', 1);
  switch (buffer[0]) {
    case 0x75:
      return hex().replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    case 0x7e:
      return `~${hex()}`;
    default:
      return buffer.toString('utf8', 1);
  }
}
