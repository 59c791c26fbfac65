/**
 * Puts text on the clipboard; false when the browser does not let us. The panel is a frame of DevTools, which has no permission for the
 * clipboard's own interface, so the old command does it.
 */
export async function copy(text: string): Promise<boolean> {
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  area.style.opacity = '0';
  document.body.append(area);
  area.select();
  try {
    if (document.execCommand('copy')) return true;
  } catch {
    // Not there: the other way is left.
  } finally {
    area.remove();
  }
  return await navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  );
}
