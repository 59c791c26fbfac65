/** What of an element's attributes tells what it is and what it says. Places, titles and drawings are for other tests. */
const TOLD = /^(role|aria-.+|data-.+|disabled|open)$/;

/**
 * An element as text, one line each, indented: tag, classes, what it tells tools and screen readers, and, where there is nothing else in it,
 * its words. Of what matches `brief` only its own line.
 */
export function domTree(element: Element, brief: string, indent = ''): string {
  const attributes = [...element.attributes]
    .filter(({ name }) => TOLD.test(name))
    .map(({ name, value }) => (value === '' ? name : `${name}="${value}"`))
    .sort();
  const classes = [...element.classList].map((name) => `.${name}`).join('');
  const head = [`${indent}${element.localName}${classes}`, ...attributes].join(' ');
  if (element.localName === 'svg' || element.matches(brief)) return head;
  const inside = `${indent}  `;
  if (element.children.length === 0) return element.textContent ? `${head} "${element.textContent}"` : head;
  const inner = [...element.childNodes].flatMap((node) => {
    if (node instanceof Element) return [domTree(node, brief, inside)];
    return node.textContent?.trim() ? [`${inside}"${node.textContent}"`] : [];
  });
  return [head, ...inner].join('\n');
}
