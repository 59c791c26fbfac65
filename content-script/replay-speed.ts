/**
 * The speed at which this page says it replays recorded traffic (`<meta name="longpole-replay-speed" content="4">`, as the
 * demo page does): its times are compressed, which a profile has to say. Undefined for every other page, and at speed 1.
 */
export function replaySpeed(): number | undefined {
  const said = document.querySelector('meta[name="longpole-replay-speed"]')?.getAttribute('content');
  const speed = Number(said ?? 1);
  return speed > 0 && speed !== 1 && Number.isFinite(speed) ? speed : undefined;
}
