/** The nodes of the test's flows: a row so long that the last ones are far out of view; one id is as bad as ids get. */
export const BAD_ID = '"] </script>\u2028\\\'`$\n#❤';

export const FLOW_NODES = Array.from({ length: 40 }, (_, n) => ({
  id: n === 20 ? BAD_ID : `n${n}`,
  position: { x: n * 250, y: (n % 7) * 400 },
  data: { label: `Node ${n}` },
}));

export const FLOW_EDGES = FLOW_NODES.slice(1).map(({ id }, n) => ({
  id: `e${n}`,
  source: FLOW_NODES[n]?.id ?? '',
  target: id,
}));
