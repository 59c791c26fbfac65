/** One manifest, two browsers; the version stands in package.json only. */
import written from '../manifest.json' with { type: 'json' };
import packageJson from '../package.json' with { type: 'json' };

const chrome = { ...written, version: packageJson.version };
const { minimum_chrome_version: _chromeOnly, ...shared } = chrome;

/** Firefox has event pages instead of service workers and wants its own id and data declaration. */
const firefox = {
  ...shared,
  background: { scripts: [written.background.service_worker], type: 'module' as const },
  browser_specific_settings: {
    gecko: {
      id: 'longpole@longpole.dev',
      strict_min_version: '140.0',
      data_collection_permissions: { required: ['none'] },
    },
  },
};

/** What each browser is given. */
export const MANIFESTS = { chrome, firefox } as const;
