/** Runs everything and leaves the results for the test to fetch. */
import { EQUAL_CHECKS, LATER_CHECKS, runChecks, SOURCE_CHECKS } from './checks.ts';
import { untilPrecise } from './precise.ts';

const errors: string[] = [];
const unexpected = ({ message, defaultPrevented }: ErrorEvent): void => {
  if (!defaultPrevented) errors.push(message);
};
window.addEventListener('error', unexpected);
/** What a policy forbade: only with us, if it was ours. */
const forbidden: string[] = [];
document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
  forbidden.push(`${effectiveDirective} ${new URL(blockedURI, 'about:inline').protocol}`);
});
if (location.pathname === '/precise') {
  await untilPrecise();
  // Some checks ask for addresses relative to the page's.
  history.replaceState(null, '', '/');
}
const equal = await runChecks(EQUAL_CHECKS);
const later = await runChecks(LATER_CHECKS);
const source = await runChecks(SOURCE_CHECKS);
Object.assign(window, { results: { equal, later, source, errors, forbidden: forbidden.sort() } });
