import type { ComponentChildren, JSX } from 'preact';
import type { Watch } from '../panel/state/watch.ts';
import type { Health, PanelRequest, Settings } from '../src/messages/panel.ts';
import type { Result } from '../src/model/result.ts';
import { Alerts } from './alerts.tsx';
import { Appearance } from './appearance.tsx';
import { BudgetsSection } from './budgets.tsx';
import { CollectorSection } from './collector.tsx';
import { Engines } from './engines.tsx';
import { Mappings } from './mappings.tsx';
import { Precise } from './precise.tsx';
import { Prices } from './prices.tsx';
import { Recording } from './recording.tsx';
import { Retention } from './retention.tsx';
import { Sites } from './sites.tsx';

/** What the page does to the browser. main.tsx builds it; tests fake it. */
export interface OptionsHost {
  /** A site to offer, '' for none. */
  readonly offered: string;
  /** The pattern by which this browser grants an origin; undefined where no extension is let in. */
  pattern(origin: string): string | undefined;
  request(patterns: readonly string[]): Promise<boolean>;
  remove(patterns: readonly string[]): Promise<boolean>;
  /** Whether this browser can have the precise clock. */
  readonly canBePrecise?: boolean;
  /** Whether the user lets the browser show notifications of ours. */
  askForNotifications(): Promise<boolean>;
  /** Hands a text to the browser as a file to save. */
  saveFile(name: string, text: string): void;
}

/** What each section is given. */
export interface SectionProps {
  readonly host: OptionsHost;
  readonly health: Health;
  readonly settings: Settings;
  request(request: PanelRequest): Promise<Result<unknown>>;
}

const SECTIONS = [
  ['sites', 'Sites', Sites],
  ['recording', 'Recording', Recording],
  ['precise', 'Precise clock', Precise],
  ['retention', 'Keeping runs', Retention],
  ['engines', 'Engines', Engines],
  ['prices', 'Prices', Prices],
  ['budgets', 'Budgets', BudgetsSection],
  ['alerts', 'Alerts', Alerts],
  ['custom', 'Custom editors', Mappings],
  ['collector', 'Collector', CollectorSection],
  ['appearance', 'Appearance', Appearance],
] as const;

/** The options page. What is changed is saved at once. */
export function Options({ host, background }: { readonly host: OptionsHost; readonly background: Watch }): JSX.Element {
  const health = background.health.value;
  const settings = background.settings.value;
  return (
    <div class="options" data-ready={health !== undefined}>
      <header class="options-head">
        <img src="/icons/48.png" width="28" height="28" alt="" />
        <h1>Longpole</h1>
        <nav aria-label="Sections">
          {SECTIONS.map(([id, name]) => (
            <a key={id} href={`#${id}`}>
              {name}
            </a>
          ))}
        </nav>
      </header>
      <main>
        {health && settings ? (
          SECTIONS.map(([id, name, Section]) => (
            <Card key={id} id={id} name={name}>
              <Section host={host} health={health} settings={settings} request={background.request} />
            </Card>
          ))
        ) : (
          <p class="dim">
            {background.dead.value ? 'The extension was updated: reload this page.' : 'Connecting to the background…'}
          </p>
        )}
      </main>
    </div>
  );
}

function Card(props: {
  readonly id: string;
  readonly name: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <section class="section" id={props.id} aria-labelledby={`h-${props.id}`}>
      <h2 id={`h-${props.id}`}>{props.name}</h2>
      {props.children}
    </section>
  );
}
