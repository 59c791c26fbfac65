import type { Page } from 'puppeteer';

/** What a page writes in fonts of the machine, instead of in those that came with it: "DejaVu Sans: failed (slanted lines, ✕)". */
export async function fallbacks(page: Page): Promise<readonly string[]> {
  const session = await page.createCDPSession();
  await session.send('DOM.enable');
  await session.send('CSS.enable');
  const { root } = await session.send('DOM.getDocument', { depth: 0 });
  const { nodeIds } = await session.send('DOM.querySelectorAll', { nodeId: root.nodeId, selector: 'body *' });
  const found: string[] = [];
  for (const nodeId of nodeIds) {
    const { fonts } = await session.send('CSS.getPlatformFontsForNode', { nodeId });
    const own = fonts.filter((font) => !font.isCustomFont);
    if (own.length === 0) continue;
    const { outerHTML } = await session.send('DOM.getOuterHTML', { nodeId });
    for (const { familyName } of own) found.push(`${familyName}: ${outerHTML.replaceAll(/<[^>]*>/g, '')}`);
  }
  return found;
}
