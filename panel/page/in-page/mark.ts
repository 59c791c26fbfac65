/**
 * Rings an element for two seconds. An animation, not a style: nothing of the document changes, and nothing has to be taken
 * back. The ring is as wide at every zoom, and has a light band so that it is seen on any ground.
 */
export function mark(element: Element): void {
  const { width } = element.getBoundingClientRect();
  const zoom = width / ((element as HTMLElement).offsetWidth || width) || 1;
  const px = (size: number): string => `${size / zoom}px`;
  const ring = {
    outline: `${px(4)} solid #d6006c`,
    outlineOffset: px(3),
    boxShadow: `0 0 0 ${px(9)} rgb(255 255 255 / 85%)`,
  };
  element.animate(
    [
      { ...ring, offset: 0 },
      { ...ring, offset: 0.85 },
    ],
    { duration: 2000, easing: 'ease-in' },
  );
}
