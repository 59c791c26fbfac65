/** What a person types to name a site, as an origin. Pure but for `URL`. */

/**
 * The origin meant by a typed address; undefined while it is none. Without a scheme, `http` is taken for what is rarely
 * served by https (numbers, names without a dot, any port), else `https`.
 */
export function originOf(typed: string): string | undefined {
  const text = typed.trim();
  const [, scheme, rest = ''] = /^(?:([a-z][a-z\d+.-]*):\/\/)?(.*)$/i.exec(text) ?? [];
  const [, host = '', port] = /^(\[[^\]]*\]|[^/:?#]*)(:\d+)?/.exec(rest) ?? [];
  if (host === '' || /[\s*@]/.test(rest)) return undefined;
  const plain = port !== undefined || /^[\d.]+$|^\[/.test(host) || !host.includes('.');
  const url = `${scheme ?? (plain ? 'http' : 'https')}://${rest}`;
  if (!URL.canParse(url)) return undefined;
  const { origin, protocol } = new URL(url);
  return protocol === 'http:' || protocol === 'https:' ? origin : undefined;
}
