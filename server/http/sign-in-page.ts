import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Words } from '../../core/words.ts'

type Language = keyof Words
/** How a page is shown before anybody could choose: as was chosen in this browser before, else as the browser prefers. */
export type Look = { readonly language: Language; readonly theme: 'light' | 'dark' | null }

export function lookOf({ cookie = '', 'accept-language': accept = '' }: IncomingHttpHeaders): Look {
  const chosen = (name: string): string | undefined => new RegExp(`(?:^|;\\s*)${name}=(\\w+)`).exec(cookie)?.[1]
  const first = accept.split(',').find((tag) => /^\s*(en|zh)\b/i.test(tag)) ?? 'en'
  const theme = chosen('theme')
  return {
    language: (chosen('lang') ?? first).trim().toLowerCase().startsWith('zh') ? 'zh' : 'en',
    theme: theme === 'light' || theme === 'dark' ? theme : null,
  }
}

const words = {
  title: { en: 'Sign in to Millrace', zh: '登录 Millrace' },
  how: {
    en: 'Open the address that the server printed last when it started, or paste its token here. Each token opens one session.',
    zh: '请打开服务器启动时最后打印的地址，或在此粘贴其中的令牌。每个令牌只能使用一次。',
  },
  fresh: { en: 'This command, on the same machine, prints a fresh one:', zh: '在同一台机器上运行以下命令可获取新的令牌：' },
  refused: { en: 'This token is wrong, was used before, or has expired.', zh: '令牌错误、已被使用或已过期。' },
  failed: {
    en: 'Nobody can sign in now: the server could not keep the session. Its log says why. The token stays good.',
    zh: '暂时无法登录：服务器未能保存会话，原因见其日志。令牌仍然有效。',
  },
  full: {
    en: "Nobody can sign in now: the server's disk is full. Free space on it and try again; the token stays good.",
    zh: '暂时无法登录：服务器磁盘已满。请释放空间后重试，令牌仍然有效。',
  },
  often: { en: 'Too many attempts: wait a minute.', zh: '尝试次数过多：请稍候一分钟。' },
  token: { en: 'Token', zh: '令牌' },
  submit: { en: 'Sign in', zh: '登录' },
  inside: { en: 'This browser is signed in already:', zh: '此浏览器已登录：' },
  entering: { en: 'Open Millrace', zh: '打开 Millrace' },
} as const satisfies Record<string, Words>

export type SignInProblem = 'refused' | 'often' | 'full' | 'failed'

/** The page that asks for a one-time token, and says what was wrong with the one it got. `inside` = whoever asks has a session. */
export function signInPage(look: Look, problem: SignInProblem | null = null, inside = false): string {
  const t = (key: keyof typeof words): string => words[key][look.language]
  return page(
    look,
    t('title'),
    `<h1>${t('title')}</h1>
${problem === null ? '' : `<p class="problem" role="alert"><span aria-hidden="true">■</span> ${t(problem)}</p>`}
${inside ? `<p>${t('inside')} <a href="/">${t('entering')}</a></p>\n` : ''}<p>${t('how')}</p>
<form method="post" action="/enter">
<label for="token">${t('token')}</label>
<input id="token" name="token" type="password" required autocomplete="off" spellcheck="false" autofocus>
<button>${t('submit')}</button>
</form>
<p class="quiet">${t('fresh')} <code>npx millrace url</code></p>`,
  )
}

/** Goes on to the first page. Browsers withhold a strict cookie on a redirect that began on another site, not on a step of our own. */
export function enteringPage(look: Look): string {
  const title = words.entering[look.language]
  return page(look, title, `<h1><a href="/">${title}</a></h1>`, '<meta http-equiv="refresh" content="0; url=/">')
}

function page({ language, theme }: Look, title: string, body: string, head = ''): string {
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}"${theme === null ? '' : ` data-theme="${theme}"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
${head}<style>${style}</style>
</head>
<body><main>
${body}
</main></body>
</html>
`
}

const style = `
:root { color-scheme: light dark; --ground: light-dark(#f8fafc, #0b1220); --card: light-dark(#fff, #111a2c); --ink: light-dark(#0f172a, #e2e8f0);
  --quiet: light-dark(#475569, #a3b1c6); --line: light-dark(#8493a8, #64748b); --accent: light-dark(#1e40af, #60a5fa); --on-accent: light-dark(#fff, #0b1220); --critical: light-dark(#b91c1c, #f87171); }
:root[data-theme=light] { color-scheme: light; }
:root[data-theme=dark] { color-scheme: dark; }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 16px; background: var(--ground); color: var(--ink);
  font: 14px/1.5 "Inter Variable", "PingFang SC", "Microsoft YaHei", "Noto Sans SC", system-ui, sans-serif; }
main { width: min(400px, 100%); padding: 28px; border-radius: 12px; background: var(--card); box-shadow: 0 1px 2px #0002, 0 8px 32px #0001; }
h1 { margin: 0 0 12px; font-size: 20px; font-weight: 600; line-height: 1.3; }
p { margin: 0 0 16px; }
a { color: var(--accent); }
label { display: block; margin-bottom: 4px; font-weight: 500; }
input { width: 100%; height: 36px; padding: 0 10px; border: 1px solid var(--line); border-radius: 6px; background: transparent; color: inherit; font: inherit; }
button { width: 100%; height: 36px; margin: 12px 0 20px; border: 0; border-radius: 6px; background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; cursor: pointer; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
code { white-space: nowrap; font: 12px "JetBrains Mono Variable", ui-monospace, monospace; }
.problem { color: var(--critical); }
.quiet { margin: 0; font-size: 12px; color: var(--quiet); }
`

/** The policy of these pages: their one style, their form, nothing else. */
export const signInPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  'img-src data:',
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')
