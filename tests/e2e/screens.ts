import type { Page } from 'playwright-core'

/** Opens a tab of the inspector by its place, which is the same in every language. */
const inspectorTab = (place: number) => (page: Page) => page.locator('#inspector [role=tab]').nth(place).click()

/** With nothing selected the inspector is closed, and shows the pipeline once it is opened. */
const pipelineInspector = async (page: Page): Promise<void> => {
  await page.getByTestId('inspector-closed').getByRole('button').click()
  await page.locator('#inspector').waitFor()
}

export type Screen = { path: string; ready: string; act?(page: Page): Promise<void>; phone?: true; signedOut?: true }

/** Every screen: where it is, and what is there once it is ready to be looked at. */
export const screens: Readonly<Record<string, Screen>> = {
  signin: { path: '/signin', ready: 'form', signedOut: true, phone: true },
  pipelines: { path: '/', ready: '[data-testid=pipeline-row]', phone: true },
  live: { path: '/p/word-count', ready: '.react-flow__node' },
  design: { path: '/p/word-count?tab=edit', ready: '.mr-edit .react-flow__node' },
  'design-add': {
    path: '/p/word-count?tab=edit&sel=count',
    ready: '.mr-edit .react-flow__node[tabindex="0"]',
    async act(page) {
      await page.locator('.react-flow__node[data-id="count"]').focus()
      await page.keyboard.press('Tab')
      await page.getByRole('dialog').getByRole('option').first().waitFor()
    },
  },
  'design-wire': {
    path: '/p/word-count?tab=edit',
    ready: '.mr-edit .react-flow__node',
    async act(page) {
      await page.locator('.react-flow__node[data-id="count"]').focus()
      await page.keyboard.press('o')
      await page.keyboard.press('e')
      await page.locator('.mr-wire-tools').waitFor()
    },
  },
  'live-node': { path: '/p/word-count?tab=live&sel=count', ready: 'aside [data-testid=rule-list]' },
  'live-threshold': {
    path: '/p/word-count?tab=live&sel=count',
    ready: 'aside [data-testid=rule-list]',
    async act(page) {
      await page.keyboard.press('a')
      await page.getByRole('dialog').getByRole('textbox').first().fill('100')
    },
  },
  monitor: { path: '/p/word-count?tab=monitor', ready: '.mr-plot' },
  tables: { path: '/p/word-count?tab=tables', ready: '[role=tabpanel] td' },
  logs: { path: '/p/word-count?tab=logs', ready: '[role=tabpanel] ol li' },
  versions: { path: '/p/word-count?tab=versions', ready: '[role=tabpanel] li' },
  machine: { path: '/p/this-machine', ready: '.react-flow__node' },
  'inspector-pipeline': { path: '/p/word-count?tab=edit', ready: '.react-flow__node', act: pipelineInspector },
  'inspector-pipeline-alerts': {
    path: '/p/this-machine?tab=edit',
    ready: '.react-flow__node',
    async act(page) {
      await pipelineInspector(page)
      await inspectorTab(1)(page)
    },
  },
  'inspector-config': { path: '/p/word-count?tab=edit&sel=count', ready: '#inspector [data-testid=windows]' },
  'inspector-data': { path: '/p/word-count?tab=edit&sel=frequent', ready: '#inspector', act: inspectorTab(1) },
  'inspector-metrics': { path: '/p/word-count?tab=edit&sel=lines', ready: '#inspector', act: inspectorTab(2) },
  'inspector-alerts': {
    path: '/p/word-count?tab=edit&sel=count',
    ready: '#inspector',
    async act(page) {
      await inspectorTab(3)(page)
      await page.locator('#inspector [data-testid=rule] button[aria-expanded][aria-label]:not([aria-haspopup])').first().click()
    },
  },
  'inspector-docs': { path: '/p/word-count?tab=edit&sel=text', ready: '#inspector', act: inspectorTab(4) },
  'inspector-history': { path: '/p/word-count?tab=edit&sel=count', ready: '#inspector', act: inspectorTab(5) },
  'inspector-wire': { path: '/p/word-count?tab=edit&sel=count.out%3Etop.in', ready: '#inspector' },
  yaml: { path: '/p/word-count?tab=edit&sel=count', ready: '.react-flow__node', act: showText },
  deploy: {
    path: '/p/word-count?tab=edit',
    ready: '.react-flow__node',
    async act(page) {
      await page.locator('#design-deploy button').first().click()
      await page.getByRole('dialog').waitFor()
    },
  },
  compare: { path: '/p/word-count?tab=versions&version=draft&compare=live', ready: '.react-flow__node' },
  templates: { path: '/templates', ready: 'article', phone: true },
  new: { path: '/new', ready: 'form', phone: true },
  'alerts-rules': { path: '/alerts?tab=rules', ready: 'td', phone: true },
  alerts: { path: '/alerts', ready: '[role=tabpanel]', phone: true },
  settings: { path: '/settings', ready: '#secrets' },
  'settings-secret': {
    path: '/settings',
    ready: '#secrets button:enabled',
    async act(page) {
      await page.locator('#secrets button').first().click()
      await page.getByRole('dialog').waitFor()
    },
  },
}

/** Waits until a page stands still: the pointer rests where nothing answers it, no tooltip is left, and what moves or fades has ended. */
export async function settle(page: Page): Promise<void> {
  await page.mouse.move(page.viewportSize()!.width / 2, 2)
  await page.waitForFunction(
    () =>
      document.querySelector('[role=tooltip]') === null &&
      document.getAnimations().every((each) => each.effect?.getComputedTiming().endTime === Number.POSITIVE_INFINITY),
  )
}

/** The text beside the canvas, and what is wrong with it below. */
async function showText(page: Page): Promise<void> {
  await page.locator('[role=radio][value=split]').click()
  await page.locator('.cm-content').waitFor()
  await page.getByTestId('problems').click()
  await page.locator('section ul li').first().waitFor()
}
