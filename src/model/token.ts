/** Beginnings of keys that are told apart from ids by them: OpenAI, Stripe, GitHub, GitLab, Slack, Hugging Face; `eyJ`: a JSON web token. */
const ISSUED = /^(?:(?:sk|pk|rk|gh[oprsu]|github_pat|glpat|xox[a-z]|hf)[-_]|eyJ|AKIA|AIza)/;
/** Of a UUID, a hash, a number of an account. */
const COUNTED = /[\da-f]{8}-[\da-f]{4}-|(?=[a-f]*\d)[\da-f]{16}|\d{6}/i;
/** Shortest piece in which letters and digits that take turns are no name: "x86", "gpt4o", "k8s" are. */
const SHORTEST = 8;
/** Times that they change places in such a piece. */
const TURNS = 3;

/**
 * Does this look like a token, an id or a hash rather than like a name that somebody chose? A guess: a password that is a word looks like
 * a word. So nothing that may be a secret is told only because this says no.
 */
export function looksLikeToken(text: string): boolean {
  if (ISSUED.test(text) || COUNTED.test(text)) return true;
  return text.split(/[^\dA-Za-z]+/).some((piece) => piece.length >= SHORTEST && turnsOf(piece) >= TURNS);
}

function turnsOf(piece: string): number {
  return piece.match(/\d(?=[A-Za-z])|[A-Za-z](?=\d)/g)?.length ?? 0;
}
